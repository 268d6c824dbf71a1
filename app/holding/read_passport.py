"""The passport read out: what each credential says, who gave it, and where it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.credentials.model import Credential
from app.holding.passport import HeldCredential, list_held_credentials, read_held
from app.holding.places import SHAREABLE
from app.issuing.ledger import find_states_by_id
from app.platform.context import Context
from app.platform.pagination import Page

MOST_READ: Final = 100


@dataclass(frozen=True, slots=True)
class ReadCredential:
    """`state` is active, suspended or revoked as its issuer says; what the holder did with it is in `held`."""

    held: HeldCredential
    credential: Credential
    issuer_name: str
    state: str

    @property
    def is_shareable(self) -> bool:
        """Whether the holder neither refused nor hid it."""
        return self.held.state in SHAREABLE


@dataclass(frozen=True, slots=True)
class ReadPassport:
    """The newest hundred credentials; `has_more` when there are older ones."""

    items: tuple[ReadCredential, ...]
    has_more: bool


async def read_passport(context: Context, holder_id: UUID) -> ReadPassport:
    """The newest hundred credentials of a holder, read out."""
    held = await list_held_credentials(context, holder_id, Page(limit=MOST_READ, cursor=None))
    return ReadPassport(await read_out(context, held.items), held.next_cursor is not None)


async def read_out(context: Context, held: Sequence[HeldCredential]) -> tuple[ReadCredential, ...]:
    """These credentials in the order given."""
    names: dict[UUID, str] = {}
    states: dict[UUID, str] = {}
    for organisation_id in {one.organisation_id for one in held}:
        async with context.database.transaction() as session:
            organisation = await find_organisation(session, organisation_id)
        names[organisation_id] = organisation.name if organisation else ""
        ids = [one.credential_id for one in held if one.organisation_id == organisation_id]
        found = await find_states_by_id(context, organisation_id, ids)
        states |= {credential_id: state.state for credential_id, state in found.items()}
    return tuple(_read(one, names[one.organisation_id], states) for one in held)


def _read(held: HeldCredential, issuer_name: str, states: dict[UUID, str]) -> ReadCredential:
    credential = read_held(held)
    state = states.get(held.credential_id, "active")
    return ReadCredential(held, credential, issuer_name or credential.issuer.name, state)
