"""Export: everything of a holder in one archive, that anybody can read and verify without this service.

Mission, requirement 6, and GDPR article 20: signed files, a readable PDF, a bundle for machines, and the keys and status
lists with which an independent verifier needs no network.
"""

import asyncio
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from app.credentials.model import CREDENTIALS_CONTEXT, Credential, SecuredCredential
from app.credentials.verification import read
from app.holding.envelopes import envelope_as_holder
from app.holding.export_facts import collect_facts
from app.holding.passport import HeldCredential, list_held_credentials
from app.holding.print_paper import print_export
from app.holding.wording import Phrasebook
from app.issuing.envelope_requests import EnvelopeRequest
from app.issuing.errors import CredentialAlreadyRevoked
from app.issuing.status_lists import find_local_status_texts
from app.platform.context import Context
from app.platform.errors import Erased, NotFound
from app.platform.pagination import Page
from app.trust.did_documents import load_did_document
from app.trust.errors import NoSigningKey
from app.trust.identity import find_local_slug

EXPORTS_AN_HOUR: Final = 10
MOST_EXPORTED: Final = 1_000
ZIP: Final = "application/zip"
EXPORT_HEADERS: Final = {
    "Content-Disposition": 'attachment; filename="vaardighedenpaspoort.zip"',
    "Cache-Control": "no-store",
}
_PAGE: Final = 100
_TEXTS: Final = Path(__file__).resolve().parent / "export_texts"
# Of these there is the file that was issued, and no other form.
_NO_OTHER_FORM: Final = (CredentialAlreadyRevoked, Erased, NoSigningKey, NotFound)


@dataclass(frozen=True, slots=True)
class Exported:
    """One credential as it was issued, and with a Data Integrity proof where its issuer still signs."""

    held: HeldCredential
    proven: SecuredCredential | None

    @property
    def texts(self) -> Iterable[str]:
        """Every signed text of it."""
        return (self.held.secured.text, *((self.proven.text,) if self.proven else ()))


async def export_passport(context: Context, holder_id: UUID, words: Phrasebook) -> bytes:
    """The archive (ZIP). At most a thousand credentials, the newest.

    Raises TooMany above ten an hour, NotFound when there is no such holder, and what `print_export` raises.
    """
    context.caches.limiter.hit(f"export:{holder_id}", limit=EXPORTS_AN_HOUR, window=3_600.0)
    held = await _list_all(context, holder_id)
    exported = [Exported(one, await _prove(context, one)) for one in held]
    now = context.clock.now()
    files: dict[str, bytes] = {name.name: name.read_bytes() for name in sorted(_TEXTS.iterdir())}
    if held:
        files["paspoort.pdf"] = await print_export(context, held, words, made_at=now)
    for number, one in enumerate(exported, start=1):
        files |= _write_credential(number, one)
    files["bundel.json"] = _write_bundle(exported)
    files |= await _write_materials(context, [text for one in exported for text in one.texts])
    files["over-mij.json"] = _write(await collect_facts(context, holder_id, held))
    return await asyncio.to_thread(_pack, files, now)


async def _list_all(context: Context, holder_id: UUID) -> list[HeldCredential]:
    held: list[HeldCredential] = []
    cursor: str | None = None
    while len(held) < MOST_EXPORTED:
        page = await list_held_credentials(context, holder_id, Page(limit=_PAGE, cursor=cursor))
        held += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return held


async def _prove(context: Context, held: HeldCredential) -> SecuredCredential | None:
    # The same key each time: the issuer signs this form once, however often somebody exports. It stays for ever in the
    # ledger, so it does not name the holder.
    request = EnvelopeRequest(
        f"export/{held.credential_id}", held.credential_id, "data-integrity", "eddsa-rdfc-2022"
    )
    try:
        return (await envelope_as_holder(context, held.organisation_id, request)).secured
    except _NO_OTHER_FORM:
        return None


def _write_credential(number: int, one: Exported) -> dict[str, bytes]:
    files = {f"bewijzen/{number}.jwt": one.held.secured.text.encode()}
    if one.proven is not None:
        files[f"bewijzen/{number}.json"] = one.proven.text.encode()
    return files


def _write_bundle(exported: Sequence[Exported]) -> bytes:
    """A presentation without a proof of its holder (VCDM 2.0, 4.13): who carries it, proves nothing by carrying."""
    return _write(
        {
            "@context": [CREDENTIALS_CONTEXT],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [
                orjson.loads(one.proven.text) if one.proven else one.held.secured.text for one in exported
            ],
        }
    )


async def _write_materials(context: Context, texts: Sequence[str]) -> dict[str, bytes]:
    credentials = [Credential.from_document(read(text).claims) for text in texts]
    files: dict[str, bytes] = {}
    slugs = {find_local_slug(context.settings, credential.issuer.id) for credential in credentials}
    for number, slug in enumerate(sorted(filter(None, slugs)), start=1):
        files[f"afgevers/{number}.json"] = (await load_did_document(context, slug)).body
    urls = sorted({entry.list_url for credential in credentials for entry in credential.status})
    lists = [text for url in urls for text in await find_local_status_texts(context, url)]
    for number, text in enumerate(lists, start=1):
        files[f"status/{number}.jwt"] = text.encode()
    return files


def _write(document: Any) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _pack(files: dict[str, bytes], made_at: datetime) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, made_at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
