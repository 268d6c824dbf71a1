"""From a file to the credentials in it: a text, a JSON bundle or presentation, a baked picture, a PDF."""

from collections.abc import Sequence
from typing import Any, Final

from app.credentials.containers.recognition import credential_text, is_pdf
from app.credentials.encoding import strict_json
from app.credentials.errors import CarriesNothing, CredentialError, MalformedContainer, TooLarge
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, is_enveloped, open_envelope
from app.credentials.presentation import read_presentation

MAX_FILE_BYTES: Final = 16_777_216
MAX_CREDENTIALS: Final = 100
_MAX_BUNDLE_BYTES: Final = 4_194_304
_MAX_MEMBERS: Final = 100_000
# Of a presentation only what it carries is read: who presents it, and to whom, is no question of a file.
_LISTS: Final = ("credentials", "verifiableCredential")


def find_credentials(content: bytes, attached: Sequence[bytes] = ()) -> list[str]:
    """The texts of one to a hundred credentials, each as it was signed, JSON documents written out again.

    `attached` are the files that `content` carries when it is a PDF: whoever asks has read them already. Raises CarriesNothing, MalformedContainer, MalformedCredential, TooLarge, JsonNotStrict or JsonTooDeep when there is none to be read.
    """
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge("The file is too large.")
    carried = _read_attached(attached) if is_pdf(content) else [credential_text(content)]
    texts = [text for each in carried for text in _unpack(each)]
    if not 1 <= len(texts) <= MAX_CREDENTIALS:
        raise MalformedContainer("The file does not carry one to a hundred credentials.")
    return texts


def _unpack(text: str) -> list[str]:
    if not text.startswith("{") or f'"{ENVELOPED_PRESENTATION}"' in text:
        return _presented(text) or [text]
    document = strict_json.load_object(text, max_bytes=_MAX_BUNDLE_BYTES, max_members=_MAX_MEMBERS)
    name = next((name for name in _LISTS if name in document), None)
    if name is None:
        return [_unwrap(document) or text]
    listed = document[name] if type(document[name]) is list else [document[name]]
    return [_write(item) for item in listed]


def _presented(text: str) -> list[str]:
    """What a presentation that is itself a token carries; nothing when the token is no presentation."""
    try:
        return [credential.decode("utf-8") for credential in read_presentation(text).credentials]
    except CredentialError:
        return []


def _write(item: Any) -> str:
    if type(item) is str:
        return item
    if type(item) is not dict:
        raise MalformedContainer("The file lists something that is no credential.")
    return _unwrap(item) or strict_json.dumps(item).decode("utf-8")


def _unwrap(document: dict[str, Any]) -> str | None:
    """The signed text in an enveloped credential (VCDM 2.0 section 4.13); raises MalformedCredential."""
    return open_envelope(document)[1].decode("ascii") if is_enveloped(document) else None


def _read_attached(files: Sequence[bytes]) -> list[str]:
    found = []
    for file in files:
        try:
            text = credential_text(file)
        except CredentialError:
            continue
        # A PDF may carry other files; a credential is JSON or a compact token.
        if text.startswith("{") or text.count(".") >= 2:
            found.append(text)
    if not found:
        raise CarriesNothing("The PDF carries no credential.")
    return found
