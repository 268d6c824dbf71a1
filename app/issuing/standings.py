"""How a credential stands in the ledger: for who watches it without having it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.issuing.ledger import find_states
from app.issuing.ledger_rows import LedgerRepository
from app.platform.database import Session, enter


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of its status entry, until when it was meant to count, by which key it was signed and when."""

    state: Literal["active", "suspended", "revoked"]
    valid_until: datetime | None
    key_id: UUID
    issued_at: datetime


async def find_standing(session: Session, organisation_id: UUID, credential_id: UUID) -> Standing | None:
    """The standing of a signed credential, None when there is none. The session ends up as the issuer's."""
    await enter(session, organisation_id=organisation_id)
    issuance = await LedgerRepository(session, organisation_id).find_issuance(credential_id)
    if issuance is None or issuance.state != "signed":
        return None
    state = (await find_states(session, organisation_id, [issuance]))[credential_id]
    return Standing(state.state, issuance.valid_until, issuance.key_id, issuance.issued_at)
