"""The table of a claim: only what it names can happen, and nothing leads back from an issued credential."""

from itertools import product

import pytest

from app.assessing.dossier_states import (
    TRANSITIONS,
    ClaimAct,
    ClaimState,
    DossierState,
    can,
    dossier_state_of,
    follow,
    shown_state,
)
from app.assessing.errors import NotInThisState

S, A = ClaimState, ClaimAct


@pytest.mark.parametrize(("state", "act"), list(product(S, A)))
def test_an_act_leads_where_the_table_says_or_is_refused(state: ClaimState, act: ClaimAct) -> None:
    if (state, act) in TRANSITIONS:
        assert can(state, act)
        assert follow(state, act) is TRANSITIONS[state, act]
    else:
        assert not can(state, act)
        with pytest.raises(NotInThisState):
            follow(state, act)


def test_nothing_can_be_issued_that_was_not_validated() -> None:
    assert [state for state in S if can(state, A.issue)] == [S.validated]


def test_validation_comes_from_a_statement_a_judgement_or_a_second_person() -> None:
    ways = {act for (_, act), to in TRANSITIONS.items() if to is S.validated}
    assert ways == {A.confirm, A.sign_met, A.agree}


def test_an_issued_or_withdrawn_claim_is_final() -> None:
    assert not [act for act in A if can(S.issued, act) or can(S.withdrawn, act)]


def test_every_state_can_be_reached_from_the_first() -> None:
    reached, new = {S.collecting}, {S.collecting}
    while new:
        new = {to for (state, _), to in TRANSITIONS.items() if state in reached} - reached
        reached |= new
    assert reached == set(S)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], DossierState.open),
        ([S.validated, S.judging], DossierState.open),
        ([S.not_yet, S.issued], DossierState.closed),
        ([S.not_yet, S.appealed], DossierState.open),
    ],
)
def test_a_dossier_is_closed_when_all_was_decided(claims: list[ClaimState], expected: DossierState) -> None:
    assert dossier_state_of(claims) is expected


@pytest.mark.parametrize("state", S)
def test_a_not_yet_is_seen_by_those_who_work_on_it_only(state: ClaimState) -> None:
    assert shown_state(state, is_insider=True) is state
    hidden = state in {S.not_yet, S.appealed}
    assert shown_state(state, is_insider=False) is (S.collecting if hidden else state)
