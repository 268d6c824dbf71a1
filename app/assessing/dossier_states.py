"""Where a claim and a dossier can stand, and which act leads from where to where: one table each."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from app.assessing.errors import NotInThisState


class ClaimState(StrEnum):
    """Where a claim stands."""

    collecting = "collecting"
    judging = "judging"
    second = "second"
    validated = "validated"
    not_yet = "not-yet"
    appealed = "appealed"
    issued = "issued"
    withdrawn = "withdrawn"


class ClaimAct(StrEnum):
    """What somebody does with a claim."""

    confirm = "confirm"
    start_judging = "start-judging"
    hand_over = "hand-over"
    hand_over_appeal = "hand-over-appeal"
    sign_met = "sign-met"
    sign_for_second = "sign-for-second"
    sign_not_yet = "sign-not-yet"
    agree = "agree"
    send_back = "send-back"
    appeal = "appeal"
    try_again = "try-again"
    issue = "issue"
    withdraw = "withdraw"


class DossierState(StrEnum):
    """Where a dossier stands."""

    open = "open"
    closed = "closed"
    withdrawn = "withdrawn"


_S, _A = ClaimState, ClaimAct
TRANSITIONS: Final[Mapping[tuple[ClaimState, ClaimAct], ClaimState]] = {
    # A colleague's statement is enough below the level at which somebody judges.
    (_S.collecting, _A.confirm): _S.validated,
    (_S.collecting, _A.start_judging): _S.judging,
    (_S.judging, _A.start_judging): _S.judging,
    (_S.judging, _A.hand_over): _S.collecting,
    (_S.judging, _A.hand_over_appeal): _S.appealed,
    (_S.judging, _A.sign_met): _S.validated,
    (_S.judging, _A.sign_for_second): _S.second,
    (_S.judging, _A.sign_not_yet): _S.not_yet,
    (_S.second, _A.agree): _S.validated,
    (_S.second, _A.send_back): _S.collecting,
    (_S.not_yet, _A.appeal): _S.appealed,
    (_S.not_yet, _A.try_again): _S.collecting,
    (_S.appealed, _A.start_judging): _S.judging,
    (_S.validated, _A.issue): _S.issued,
} | {(state, _A.withdraw): _S.withdrawn for state in _S if state not in (_S.issued, _S.withdrawn)}
# Each of these begins the next judgement of the claim.
NEW_ROUND: Final = frozenset({ClaimAct.send_back, ClaimAct.appeal, ClaimAct.try_again})
DECIDED: Final = frozenset(
    {ClaimState.validated, ClaimState.not_yet, ClaimState.issued, ClaimState.withdrawn}
)
# What only those see who work on the dossier: for others the claim is simply not finished.
PRIVATE: Final = frozenset({ClaimState.not_yet, ClaimState.appealed})


def follow(state: ClaimState, act: ClaimAct) -> ClaimState:
    """Where an act leads. Raises NotInThisState when the table does not allow it."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        raise NotInThisState(f"A claim that is {state.value} does not allow: {act.value}.")
    return found


def can(state: ClaimState, act: ClaimAct) -> bool:
    """Whether the table allows the act."""
    return (state, act) in TRANSITIONS


def dossier_state_of(claims: Iterable[ClaimState]) -> DossierState:
    """A dossier is closed when everything claimed in it was decided; without a claim it is open."""
    states = list(claims)
    is_done = bool(states) and DECIDED.issuperset(states)
    return DossierState.closed if is_done else DossierState.open


def shown_state(state: ClaimState, *, is_insider: bool) -> ClaimState:
    """What somebody may see of a state: a not-yet is private for ever."""
    return ClaimState.collecting if state in PRIVATE and not is_insider else state
