"""What the desk says about delivery and credentials: Dutch, the keys of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.issuing.documents import AchievementSnapshot
from app.issuing.ledger import CredentialState
from app.issuing.repository import AchievementRepository
from app.issuing.revoke import RevocationReason
from app.issuing.suspend import SuspensionReason
from app.platform.database import Session
from app.web.marking import N_


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some answers."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something stands: `kind` gives the icon (valid, caution, invalid, indeterminate)."""

    kind: str
    words: str


STATES: Final[Mapping[str, Standing]] = {
    "active": Standing("valid", N_("Geldig")),
    "suspended": Standing("caution", N_("Tijdelijk stopgezet")),
    "revoked": Standing("invalid", N_("Ingetrokken")),
}
COLLECTED: Final = Standing("valid", N_("Opgehaald"))
DELIVERIES: Final[Mapping[str, Standing]] = {
    "none": Standing("indeterminate", N_("Nog niet gestuurd")),
    "queued": Standing("indeterminate", N_("Mail gaat zo weg")),
    "sent": Standing("caution", N_("Gestuurd, nog niet opgehaald")),
    "failed": Standing("invalid", N_("Mail is niet verstuurd")),
    "bounced": Standing("invalid", N_("Mail kwam terug")),
}
EVENTS: Final[Mapping[str, str]] = {
    "mail-queued": N_("Mail staat klaar"),
    "reminder-queued": N_("Herinnering staat klaar"),
    "mail-sent": N_("Mail is verstuurd"),
    "mail-failed": N_("Mail is niet verstuurd"),
    "mail-bounced": N_("Mail kwam terug"),
    "letter-made": N_("Brief is gemaakt"),
    "opened": N_("Link is geopend"),
    "claimed": N_("Bewijzen zijn opgehaald"),
    "unsubscribed": N_("Wil geen herinneringen meer"),
}
# That a newer one took its place is never chosen: it happens when the newer one is given.
WITHDRAWALS: Final = (
    Choice(RevocationReason.ERROR, N_("Er staat iets fout in")),
    Choice(RevocationReason.WITHDRAWN_BY_REQUEST, N_("De persoon vraagt het")),
    Choice(RevocationReason.FRAUD, N_("Er is gefraudeerd")),
    Choice(RevocationReason.OTHER, N_("Iets anders")),
)
SUSPENSIONS: Final = (
    Choice(SuspensionReason.UNDER_REVIEW, N_("Wij zoeken iets uit")),
    Choice(SuspensionReason.BY_REQUEST, N_("De persoon vraagt het")),
    Choice(SuspensionReason.OTHER, N_("Iets anders")),
)


def standing_of(state: CredentialState) -> Standing:
    """Where a credential stands, in words."""
    return STATES[state.state]


async def list_snapshots(
    session: Session, organisation_id: UUID, ids: set[UUID]
) -> dict[tuple[UUID, int], AchievementSnapshot]:
    """Every version of these achievements, by id and version."""
    found = await AchievementRepository(session, organisation_id).find_versions(list(ids), [])
    return {(snapshot.id, snapshot.version): snapshot for snapshot in found}


def title_of(snapshot: AchievementSnapshot | None, language: str) -> str:
    """The name of what was earned."""
    return "" if snapshot is None else snapshot.name.get(language) or snapshot.name["nl"]
