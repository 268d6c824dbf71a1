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
_TOKENS: Final[tuple[Format, ...]] = (VcJoseJwt(), VcJwt(), VcJoseSdJwt(), SdJwtVc())
FORMATS: Final[tuple[Format, ...]] = (Enveloped(_TOKENS), DataIntegrity(), *_TOKENS)

_BY_NAME: Final = {found.name: found for found in FORMATS}


def recognise(text: str | bytes) -> Format:
    """The format whose outer shape the text has; raises UnknownFormat."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    # A token begins with a letter, and JSON never does.
    for candidate in _TOKENS if raw[:1].isalpha() else FORMATS:
        if candidate.recognises(raw):
            return candidate
    raise UnknownFormat


def format_named(name: str) -> Format:
    """The format that read a credential, by the name it left; raises KeyError for any other."""
    return _BY_NAME[name]
