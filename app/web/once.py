"""Two clicks on one button are one act: who sends the same form of the same page again gets the answer of the first.

Browsers drop the first answer and show the second, so a desk would open two dossiers, or read of a mistake that nobody
made. Each form of a desk carries a number of its own, fresh with every page; the same number with the same answers is
the same click.
"""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from uuid import UUID

from fastapi import Request
from markupsafe import Markup
from starlette.responses import Response

from app.platform import idempotency
from app.platform.context import Context
from app.platform.idempotency import IdempotencyInProgress, Replay

FIELD: Final = "once"
_NUMBER_BYTES: Final = 12
_SHORTEST: Final = 2 * _NUMBER_BYTES
_LOOKS: Final = 40
_PAUSE_SECONDS: Final = 0.25


class SentBefore(Exception):
    """The first click led to this address; so does the second."""

    def __init__(self, location: str) -> None:
        super().__init__("a form was sent twice")
        self.location = location


@dataclass(frozen=True, slots=True)
class _Click:
    owner: UUID
    digest: bytes

    @property
    def scope(self) -> str:
        return f"{self.owner}:forms"

    @property
    def key(self) -> str:
        return self.digest.hex()

    @property
    def place(self) -> str:
        return idempotency.sealed_place(self.scope, self.key)


def once_field(request: Request) -> Markup:
    """The hidden field with the number of a form; nothing on a page that is not a desk's."""
    if not request.url.path.startswith("/desk/"):
        return Markup("")
    number = request.app.state.context.randomness.token(_NUMBER_BYTES).hex()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, number)


async def begin_once(request: Request, context: Context, owner: UUID, actor: str) -> None:
    """Lets the first of equal clicks through and the others wait for it; a form without a number goes through.

    `owner` is the organisation in whose name `actor` acts. Raises SentBefore when the first led somewhere, and
    IdempotencyInProgress when it takes longer than ten seconds.
    """
    body = getattr(request, "_body", None)  # the route read it already; a file that still comes is no click
    # A page that asks two permissions comes here twice.
    if request.method != "POST" or not body or hasattr(request.state, "click"):
        return
    number = (await request.form()).get(FIELD)
    if not isinstance(number, str) or len(number) < _SHORTEST:
        return
    click = _Click(owner, sha256(b"\0".join((actor.encode(), request.url.path.encode(), body))).digest())
    first = await _find_first(context, click)
    if first is None:
        request.state.click = click
    elif first.status == HTTPStatus.SEE_OTHER:
        raise SentBefore(context.vault.open(first.body, context=click.place).decode())


async def end_once(request: Request, response: Response | None) -> None:
    """Tells those who wait where the first click led, or that it led nowhere: then each goes its own way."""
    click: _Click | None = getattr(request.state, "click", None)
    if click is None:
        return
    context: Context = request.app.state.context
    leads = response is not None and response.status_code == HTTPStatus.SEE_OTHER
    location = response.headers.get("location", "") if response is not None and leads else ""
    async with context.database.transaction(organisation_id=click.owner) as session:
        await idempotency.remember(
            session,
            scope=click.scope,
            key=click.key,
            status=HTTPStatus.SEE_OTHER if leads else HTTPStatus.BAD_REQUEST,
            body=context.vault.seal(location.encode(), context=click.place),
            now=context.clock.now(),
        )


async def _find_first(context: Context, click: _Click) -> Replay | None:
    for left in reversed(range(_LOOKS)):
        try:
            return await _claim(context, click)
        except IdempotencyInProgress:
            if not left:
                raise
        await asyncio.sleep(_PAUSE_SECONDS)
    return None


async def _claim(context: Context, click: _Click) -> Replay | None:
    async with context.database.transaction(organisation_id=click.owner) as session:
        return await idempotency.claim(
            session, scope=click.scope, key=click.key, digest=click.digest, now=context.clock.now()
        )
