"""Makes a thing once per Idempotency-Key: the first answer is kept, sealed, and given again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol, TypeVar
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from app.platform import idempotency
from app.platform.database import Session
from app.platform.idempotency import IdempotencyInProgress, IdempotencyMismatch
from app.web.errors import IdempotencyKeyMissing

REPLAYED: Final = "Idempotent-Replayed"
REPLAY_ERRORS: Final = (IdempotencyKeyMissing, IdempotencyMismatch, IdempotencyInProgress)
V = TypeVar("V", bound=BaseModel)


class Sealer(Protocol):
    """The vault, or the data key of one person."""

    def seal(self, plaintext: bytes, *, context: str) -> bytes:
        """Encrypts for one place."""

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypts. Raises SealBroken."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to happen once. `owner` is the organisation or holder, `target` the object in the path."""

    owner: UUID
    operation: str
    key: str
    body: BaseModel
    target: UUID | None = None

    @property
    def scope(self) -> str:
        """Begins with the owner's id, by which row-level security knows whose it is."""
        return f"{self.owner}:{self.operation}"

    @property
    def digest(self) -> bytes:
        """Tells this request from another; salted with its key, so that short texts cannot be looked up."""
        return sha256(f"{self.key}\0{self.target}\0{self.body.model_dump_json()}".encode()).digest()

    @property
    def place(self) -> str:
        """To which row the sealed answer is bound."""
        return idempotency.sealed_place(self.scope, self.key)


async def answer_once(
    session: Session,
    order: Order,
    make: Callable[[], Awaitable[V]],
    *,
    view: type[V],
    sealer: Sealer,
    response: Response,
    now: datetime,
    forget: tuple[str, ...] = (),
    status: int = 201,
) -> V:
    """The answer of `make`, or the first one with the header Idempotent-Replayed.

    `session` is in the owner's context and is the one that `make` works in, so that both commit or neither.
    Fields in `forget` are null when replayed. Raises IdempotencyMismatch, IdempotencyInProgress and what
    `make` raises; after a refusal the key is free again.
    """
    replay = await idempotency.claim(session, scope=order.scope, key=order.key, digest=order.digest, now=now)
    if replay is not None:
        response.headers[REPLAYED] = "true"
        return view.model_validate_json(sealer.open(replay.body, context=order.place))
    made = await make()
    kept = made.model_copy(update=dict.fromkeys(forget))
    sealed = sealer.seal(kept.model_dump_json(by_alias=True).encode(), context=order.place)
    await idempotency.remember(
        session,
        scope=order.scope,
        key=order.key,
        status=status,
        body=sealed,
        now=now,
        # Of what is made under no object, itself: an answer goes with what it tells of.
        about=order.target or getattr(made, "id", None),
    )
    return made
