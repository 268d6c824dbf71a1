"""The passport on paper: made on request from a link for paper, and never stored."""

import asyncio
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from app.credentials.materials import RegisteredIssuer
from app.credentials.model import Profile
from app.holding.errors import LinkNotForPaper, UnknownShareLink
from app.holding.paper_facts import PaperCredential, PaperLink, write_card, write_passport
from app.holding.passport import HeldCredential, load_data_key, open_credential, read_held
from app.holding.places import SHAREABLE
from app.holding.repository.credentials import PassportRepository
from app.holding.repository.share_links import ShareLinkRepository
from app.holding.share import MOST_ON_PAPER, share_url, state_of
from app.holding.share_details import open_details
from app.holding.wording import EXPORT_SENTENCES, Phrasebook
from app.issuing.ledger import find_states_by_id
from app.platform.context import Context
from app.platform.press import UnwritableText, print_document
from app.trust.resolve import find_registered_issuer
from app.web.translations import time_text

PAPERS_AN_HOUR: Final = 60
PDF: Final = "application/pdf"
PAPER_HEADERS: Final = {
    "Content-Disposition": 'attachment; filename="vaardighedenpaspoort.pdf"',
    "Cache-Control": "no-store",
}
PASSPORT: Final = Path(__file__).resolve().parent / "paper" / "passport.typ"
CARD: Final = PASSPORT.with_name("card.typ")
_UNWRITTEN: Final = "?"
# Scripts that the fonts in the wheel of typst have.
_WRITTEN: Final = ("LATIN ", "GREEK ", "CYRILLIC ")


async def choose_for_paper(
    context: Context, holder_id: UUID, credential_ids: Sequence[UUID] = ()
) -> tuple[UUID, ...]:
    """These credentials, or without any the newest hundred that may be shared and were not withdrawn."""
    if credential_ids:
        return tuple(credential_ids)
    async with context.database.transaction(holder_id=holder_id) as session:
        rows = await PassportRepository(session, holder_id).list_credentials(
            limit=MOST_ON_PAPER, states=SHAREABLE
        )
    states = await _find_states(context, [(row.organisation_id, row.credential_id) for row in rows])
    return tuple(row.credential_id for row in rows if states.get(row.credential_id) != "revoked")


async def print_paper(context: Context, holder_id: UUID, share_link_id: UUID, words: Phrasebook) -> bytes:
    """The PDF of a link for paper as things stand now: of one credential a card, of more a passport.

    Raises UnknownShareLink, LinkNotForPaper (also for a link that works no more) and, above sixty an hour, TooMany.
    """
    context.caches.limiter.hit(f"paper:{holder_id}", limit=PAPERS_AN_HOUR, window=3_600.0)
    link, held = await _load(context, holder_id, share_link_id)
    printed = await _look_up(context, held)
    time = time_text(link.made_at, words.language)
    if len(printed) == 1:
        facts, template = write_card(printed[0], link, words, time), CARD
    else:
        facts, template = write_passport(printed, link, words, time), PASSPORT
    return await asyncio.to_thread(set_paper, template, facts, address=link.address, made_at=link.made_at)


async def print_export(
    context: Context, held: Sequence[HeldCredential], words: Phrasebook, *, made_at: datetime
) -> bytes:
    """The passport as the holder's own copy: its code leads to where anybody checks a file, and shares nothing."""
    address = f"{context.settings.public_url}/check"
    link = PaperLink(address, "", made_at, made_at)
    printed = await _look_up(context, held)
    facts = write_passport(printed, link, words, time_text(made_at, words.language))
    facts |= {name: words.translate(sentence) for name, sentence in EXPORT_SENTENCES.items()}
    return await asyncio.to_thread(set_paper, PASSPORT, facts, address=address, made_at=made_at)


def set_paper(template: Path, facts: dict[str, Any], *, address: str, made_at: datetime) -> bytes:
    """The PDF as `print_document` makes it; signs of scripts that the fonts lack become question marks, in what is printed only."""
    try:
        return print_document(template, facts, address=address, made_at=made_at)
    except UnwritableText:
        written = {name: value if name == "files" else write_out(value) for name, value in facts.items()}
        written["files"] = [
            {**file, "description": write_out(file["description"])} for file in facts["files"]
        ]
        return print_document(template, written, address=address, made_at=made_at)


async def _load(
    context: Context, holder_id: UUID, share_link_id: UUID
) -> tuple[PaperLink, list[HeldCredential]]:
    now = context.clock.now()
    async with context.database.transaction(holder_id=holder_id) as session:
        links = ShareLinkRepository(session, holder_id)
        stored = await links.find_link(share_link_id)
        if stored is None:
            raise UnknownShareLink
        data_key = await load_data_key(context, session, holder_id)
        details = open_details(data_key, stored)
        code = details.code
        if code is None or not details.is_for_paper or state_of(stored, now=now) != "active":
            raise LinkNotForPaper
        held = [open_credential(data_key, holder_id, row) for row in await links.list_items(share_link_id)]
    address = share_url(context.settings.public_url, code)
    return PaperLink(address, code, stored.expires_at, now), held


async def _look_up(context: Context, held: Sequence[HeldCredential]) -> list[PaperCredential]:
    """With each credential the name of its issuer in the register and whether it was withdrawn."""
    read = [read_held(one) for one in held]
    names = {issuer: await _find_name(context, issuer) for issuer in {each.issuer for each in read}}
    states = await _find_states(context, [(one.organisation_id, one.credential_id) for one in held])
    return [
        PaperCredential(
            credential=credential,
            format=one.secured.format,
            text=one.secured.text,
            issuer_name=names[credential.issuer],
            state=states.get(one.credential_id, "active"),
        )
        for one, credential in zip(held, read, strict=True)
    ]


async def _find_name(context: Context, issuer: Profile) -> str:
    registered = await find_registered_issuer(context, issuer.id)
    return registered.name if isinstance(registered, RegisteredIssuer) else issuer.name


async def _find_states(context: Context, sought: Sequence[tuple[UUID, UUID]]) -> dict[UUID, str]:
    """Active, suspended or revoked, of those that were issued here."""
    states: dict[UUID, str] = {}
    for organisation_id in {organisation_id for organisation_id, _ in sought}:
        ids = [credential_id for owner, credential_id in sought if owner == organisation_id]
        found = await find_states_by_id(context, organisation_id, ids)
        states |= {credential_id: state.state for credential_id, state in found.items()}
    return states


def write_out(value: Any) -> Any:
    """The same texts, with a question mark for each sign of a script that the fonts lack."""
    if isinstance(value, str):
        return "".join(sign if _is_written(sign) else _UNWRITTEN for sign in value)
    if isinstance(value, list):
        return [write_out(item) for item in value]
    if isinstance(value, dict):
        return {name: write_out(item) for name, item in value.items()}
    return value


def _is_written(sign: str) -> bool:
    return sign.isascii() or sign in "·…’‘“”–—€" or unicodedata.name(sign, "").startswith(_WRITTEN)
