"""Lets an old key-encryption key go: everything it sealed, in every room, is sealed under the current one."""

from typing import Final

from app.accounts import sealing as accounts
from app.assessing import sealing as assessing
from app.following import sealing as following
from app.holding import sealing as holding
from app.issuing import sealing as issuing
from app.platform.context import Context
from app.platform.idempotency import IdempotentRequestRecord, sealed_place
from app.platform.mail import letter_place
from app.platform.mail_rows import MailRecord
from app.platform.rewrapping import Rewrapped, SealedColumn, count_older, rewrap
from app.trust import sealing as trust

SEALED: Final = (
    *accounts.SEALED,
    *trust.SEALED,
    *assessing.SEALED,
    *issuing.SEALED,
    *holding.SEALED,
    *following.SEALED,
    SealedColumn(IdempotentRequestRecord.body_sealed, sealed_place),
    SealedColumn(MailRecord.letter_sealed, letter_place),
)


async def rewrap_everything(context: Context) -> list[Rewrapped]:
    """Seals every column again. Raises RuntimeError without the owner's address."""
    return [await rewrap(context, sealed) for sealed in SEALED]


async def count_everything_older(context: Context) -> int:
    """How many ciphertexts still need an older key. Raises RuntimeError without the owner's address."""
    return sum([await count_older(context, sealed) for sealed in SEALED])
