"""Verifying what somebody without an account brings along: a file or a text. Nothing of it is kept anywhere."""

from dataclasses import dataclass
from typing import Final

from app.credentials.containers.recognition import is_pdf
from app.credentials.errors import CarriesNothing, CredentialError, MalformedContainer
from app.credentials.verification import report_unreadable
from app.platform.context import Context
from app.platform.guessing import WINDOW_SECONDS
from app.platform.media.examining import read_attachments_elsewhere
from app.platform.media.kinds import FileRefused
from app.verifying.carriers import find_credentials
from app.verifying.limits import count_anonymous
from app.verifying.receipts import Receipt, is_receipt, read_receipt
from app.verifying.rejections import log_rejection
from app.verifying.report import Judgement
from app.verifying.verify import Verification, conclude, verify_texts

MOST_BYTES: Final = 8 * 1024 * 1024
DOCUMENTS_A_MINUTE: Final = 20
# A file with many credentials counts as more than one verification.
_CREDENTIALS_A_COUNT: Final = 10
# Photos, letters and archives, by their first bytes: what people send by mistake and can hold no credential of any form.
_ARCHIVE: Final = b"PK\x03\x04"
_OTHER_KINDS: Final = (
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"II*\x00",
    b"MM\x00*",
    b"\xd0\xcf\x11\xe0",
    _ARCHIVE,
)
_DOCUMENT_PART: Final = b"[Content_Types].xml"
_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class BroughtReceipt:
    """What was brought along calls itself a receipt; `receipt` is None when it is none of ours."""

    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class BroughtNothing:
    """What was brought along is a file of another kind, such as a letter or a photo; nothing can be said of it."""

    is_archive: bool


async def check_content(
    context: Context, content: bytes, address: str
) -> Verification | BroughtReceipt | BroughtNothing:
    """The judgement on each credential in a file or a text, recognised by what is in it; `address` is who asks.

    Whatever it is, the answer is a judgement, or what became of a receipt, or that there is nothing to judge. Raises
    TooMany, and nothing else.
    """
    count_anonymous(context, address)
    if content.startswith(_OTHER_KINDS):
        return BroughtNothing(content.startswith(_ARCHIVE) and _DOCUMENT_PART not in content[:_HEAD])
    try:
        texts = find_credentials(content, await _read_attached(context, content, address))
    except CarriesNothing:
        return BroughtNothing(is_archive=False)
    except CredentialError as error:
        report = report_unreadable(content, error)
        log_rejection(report)
        return conclude([Judgement(report)], context.clock.now())
    if is_receipt(texts[0]):
        return BroughtReceipt(await read_receipt(context, texts[0]) if len(texts) == 1 else None)
    count_anonymous(context, address, len(texts) // _CREDENTIALS_A_COUNT)
    return await verify_texts(context, texts)


async def _read_attached(context: Context, content: bytes, address: str) -> list[bytes]:
    if not is_pdf(content):
        return []
    context.caches.limiter.hit(f"check-pdf:{address}", limit=DOCUMENTS_A_MINUTE, window=WINDOW_SECONDS)
    try:
        return await read_attachments_elsewhere(content)
    except FileRefused as refusal:
        raise MalformedContainer("The PDF cannot be read.") from refusal
