"""From disputes to the typed pages of the holder and of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer
from app.holding.answer_disputes import ReportedDispute, list_reported, load_reported
from app.holding.dispute_rows import DisputeReason
from app.holding.disputes import Dispute
from app.holding.page_models import DisputeCard
from app.holding.passport import read_held
from app.holding.sort_credentials import load_held
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.platform.pagination import Page
from app.web.marking import N_

# In the order of the form; each is something a person can say.
REASONS: Final[Mapping[DisputeReason, str]] = {
    "name": N_("Mijn naam klopt niet"),
    "skill": N_("Dit kan ik niet"),
    "level": N_("Het niveau klopt niet"),
    "date": N_("De datum klopt niet"),
    "not-mine": N_("Dit bewijs is niet van mij"),
    "other": N_("Iets anders"),
}
PROBLEMS: Final = {
    "reason": N_("Kies wat er niet klopt."),
    "words": N_("Gebruik gewone letters, hoogstens 500 tekens en geen burgerservicenummer."),
    "answer": N_("Schrijf een antwoord van hoogstens 1000 tekens, zonder burgerservicenummer."),
}


@dataclass(frozen=True, slots=True)
class WrongPage:
    """Template holding/wrong.html (GET /passport/skills/{id}/wrong): POST to `action` with `reason` (radio), `words`
    and `refuse` (checkbox, "yes")."""

    title: str
    back: str
    action: str
    reasons: tuple[tuple[str, str], ...]
    reason: str = ""
    words: str = ""
    refuses: bool = True
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskDispute:
    """One dispute at the desk, at `href`; who answers it posts `answer` there."""

    card: DisputeCard
    title: str
    holder_name: str | None
    href: str
    credential_href: str
    answer: str = ""
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskDisputes:
    """Template holding/desk_disputes.html: `shows` is open or all."""

    start: str
    shows: str
    lines: tuple[DeskDispute, ...]
    next_address: str | None


async def build_wrong_page(
    context: Context,
    holder_id: UUID,
    credential_id: UUID,
    words: Phrasebook,
    *,
    reason: str = "",
    typed: str = "",
    refuses: bool = True,
    wrong: tuple[str, ...] = (),
) -> WrongPage:
    """The form, with what was filled in. Raises NotFound."""
    held = await load_held(context, holder_id, credential_id)
    skill = f"/passport/skills/{credential_id}"
    return WrongPage(
        title=read_held(held).achievement.name,
        back=skill,
        action=f"{skill}/wrong",
        reasons=tuple((name, words.translate(text)) for name, text in REASONS.items()),
        reason=reason,
        words=typed,
        refuses=refuses,
        problems=tuple(FieldProblem(field, words.translate(PROBLEMS[field])) for field in wrong),
    )


def build_card(dispute: Dispute, words: Phrasebook) -> DisputeCard:
    """One dispute in words."""
    return DisputeCard(
        reason=words.translate(REASONS[dispute.reason]),
        words=dispute.words,
        state=dispute.state,
        created_at=dispute.created_at,
        answer=dispute.answer,
        answered_at=dispute.answered_at,
        withdraw_action=f"/passport/disputes/{dispute.id}/withdraw" if dispute.state == "open" else None,
    )


async def build_desk_disputes(
    context: Context, issuer: Issuer, page: Page, words: Phrasebook, *, shows: str
) -> DeskDisputes:
    """A page of them. Raises InvalidInput on a cursor that is not ours."""
    start = f"/desk/{issuer.slug}/disputes"
    found = await list_reported(context, issuer, page, state="open" if shows == "open" else None)
    more = found.next_cursor and f"{start}?show={shows}&cursor={found.next_cursor}"
    return DeskDisputes(
        start, shows, tuple(_desk_line(one, issuer, words) for one in found.items), more or None
    )


async def build_desk_dispute(
    context: Context,
    issuer: Issuer,
    dispute_id: UUID,
    words: Phrasebook,
    *,
    answer: str = "",
    wrong: tuple[str, ...] = (),
) -> DeskDispute:
    """One of them, with what was filled in. Raises NotFound."""
    problems = tuple(FieldProblem(field, words.translate(PROBLEMS[field])) for field in wrong)
    return _desk_line(await load_reported(context, issuer, dispute_id), issuer, words, answer, problems)


def _desk_line(
    reported: ReportedDispute,
    issuer: Issuer,
    words: Phrasebook,
    answer: str = "",
    problems: tuple[FieldProblem, ...] = (),
) -> DeskDispute:
    dispute = reported.dispute
    return DeskDispute(
        card=build_card(dispute, words),
        title=reported.title,
        holder_name=reported.holder_name,
        href=f"/desk/{issuer.slug}/disputes/{dispute.id}",
        credential_href=f"/desk/{issuer.slug}/credentials/{dispute.credential_id}",
        answer=answer,
        problems=problems,
    )
