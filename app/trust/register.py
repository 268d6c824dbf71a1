"""The public register, to read: issuers by name, each with who recognises it and what happened to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.credentials.materials import RegisteredIssuer
from app.platform.database import Session
from app.platform.errors import NotFound
from app.platform.pagination import Page, Slice, decode_cursor, encode_cursor, encode_place, read_place
from app.trust import repository
from app.trust.models import RegisteredIssuerRecord
from app.trust.recognitions import Recognition
from app.trust.registry import IssuerEvent, list_history
from app.trust.repository.recognitions import find_recognition, list_recognitions


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """An issuer in the list."""

    issuer: RegisteredIssuer
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """All that the register has of one issuer: who recognises it, whom it recognises, its history, who takes over."""

    line: RegisterLine
    recognised_by: tuple[Recognition, ...]
    recognises: tuple[Recognition, ...]
    history: tuple[IssuerEvent, ...]
    successor: RegisteredIssuer | None
    names: dict[str, str]


async def list_register(session: Session, *, page: Page, name: str = "") -> Slice[RegisterLine]:
    """Issuers by name, in whatever state; of those with `name` in their name. Raises InvalidInput for a cursor."""
    after: tuple[str, str] | None = None
    if page.cursor is not None:
        first, second = decode_cursor(page.cursor, 2)
        after = (first, second)
    rows = await repository.list_registered_issuers(
        session, limit=page.limit + 1, after=after, name=" ".join(name.split())
    )
    shown = rows[: page.limit]
    cursor = encode_cursor(shown[-1].name, shown[-1].did) if len(rows) > page.limit else None
    return Slice([_line(row) for row in shown], cursor)


async def load_register_entry(session: Session, did: str) -> RegisterEntry:
    """The entry of an issuer. Raises NotFound."""
    row = await repository.find_registered_issuer(session, did)
    if row is None:
        raise NotFound
    recognised_by = await list_recognitions(session, issuer_did=did)
    recognises = await list_recognitions(session, recogniser_did=did)
    successor = row.successor_did and await repository.find_registered_issuer(session, row.successor_did)
    return RegisterEntry(
        line=_line(row),
        recognised_by=tuple(recognised_by),
        recognises=tuple(recognises),
        history=tuple(await list_history(session, did)),
        successor=repository.read_registered_issuer(successor) if successor else None,
        names=await repository.find_issuer_names(session, {one.issuer_did for one in recognises}),
    )


async def find_names(session: Session, dids: Collection[str]) -> dict[str, str]:
    """The names in the register of these issuers."""
    return await repository.find_issuer_names(session, dids)


async def list_all_recognitions(session: Session, issuer_did: str | None = None) -> Sequence[Recognition]:
    """Every recognition, or every one of an issuer, withdrawn ones too; for operators."""
    return await list_recognitions(session, issuer_did=issuer_did)


async def find_public_recognition(session: Session, recognition_id: UUID) -> Recognition | None:
    """The recognition with this id, withdrawn or not."""
    return await find_recognition(session, recognition_id)


async def list_recognition_page(
    session: Session, *, page: Page, issuer_did: str | None = None, recogniser_did: str | None = None
) -> Slice[Recognition]:
    """Recognitions in the order in which they were recorded, withdrawn ones too. Raises InvalidInput for a cursor."""
    found = await list_recognitions(
        session,
        issuer_did=issuer_did,
        recogniser_did=recogniser_did,
        limit=page.limit + 1,
        after=read_place(page),
    )
    return _slice(found, page.limit)


def _slice(found: Sequence[Recognition], limit: int) -> Slice[Recognition]:
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return Slice(shown, None if last is None else encode_place(last.recorded_at, last.id))


def _line(row: RegisteredIssuerRecord) -> RegisterLine:
    return RegisterLine(repository.read_registered_issuer(row), row.organisation_id)
