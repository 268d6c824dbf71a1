"""The only list of formats."""

from typing import Final

from app.credentials.errors import UnknownFormat
from app.credentials.formats.base import Format
from app.credentials.formats.data_integrity import DataIntegrity
from app.credentials.formats.enveloping import Enveloped
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.formats.vc_jwt import VcJwt

# The first that recognises a text reads it: the narrower before the wider.
_COMPACT: Final[tuple[Format, ...]] = (VcJoseJwt(), VcJwt())
_DISCLOSING: Final[tuple[Format, ...]] = (VcJoseSdJwt(), SdJwtVc())
_TOKENS: Final = (*_COMPACT, *_DISCLOSING)
FORMATS: Final[tuple[Format, ...]] = (Enveloped(_TOKENS), DataIntegrity(), *_TOKENS)

_BY_NAME: Final = {found.name: found for found in FORMATS}


def recognise(text: str | bytes) -> Format:
    """The format whose outer shape the text has; raises UnknownFormat."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for candidate in _candidates(raw):
        if candidate.recognises(raw):
            return candidate
    raise UnknownFormat


def _candidates(raw: bytes) -> tuple[Format, ...]:
    # A token begins with a letter, and JSON never does; of the tokens only those with disclosures have tildes.
    if not raw[:1].isalpha():
        return FORMATS
    return _DISCLOSING if b"~" in raw else _COMPACT


def format_named(name: str) -> Format:
    """The format that read a credential, by the name it left; raises KeyError for any other."""
    return _BY_NAME[name]
