"""Reading presentations: which signed credentials a W3C verifiable presentation carries (VCDM 2.0, 4.13)."""

from typing import Any, Final

from app.credentials.encoding import strict_json
from app.platform.errors import FieldError
from app.verifying.errors import InvalidPresentation

MOST_CREDENTIALS: Final = 50
_ENVELOPED: Final = "EnvelopedVerifiableCredential"
_DATA_URL_TYPES: Final = (
    "application/vc+jwt",
    "application/vc+sd-jwt",
    "application/dc+sd-jwt",
    "application/vc-ld+jwt",
    "application/jwt",
)


def read_presentation(presentation: str | dict[str, Any]) -> list[str | None]:
    """The signed texts of a presentation, None for each credential in a form that is not supported.

    A presentation that is itself a signed text counts as one such credential. Raises InvalidPresentation when
    the document is no presentation, is empty, or carries more than fifty credentials.
    """
    if isinstance(presentation, str):
        return [None]
    if "VerifiablePresentation" not in _as_list(presentation.get("type")):
        raise _invalid("/presentation/type", "not_a_presentation", "The type must be VerifiablePresentation.")
    credentials = _as_list(presentation.get("verifiableCredential"))
    if not 1 <= len(credentials) <= MOST_CREDENTIALS:
        raise _invalid(
            "/presentation/verifiableCredential", "wrong_count", "Present 1 to 50 verifiable credentials."
        )
    return [_read_credential(credential) for credential in credentials]


def _read_credential(credential: Any) -> str | None:
    if isinstance(credential, str):
        return credential
    if not isinstance(credential, dict):
        return None
    if _ENVELOPED in _as_list(credential.get("type")):
        return _read_data_url(credential.get("id"))
    return strict_json.dumps(credential).decode("utf-8") if "proof" in credential else None


def _read_data_url(url: Any) -> str | None:
    if not isinstance(url, str) or not url.startswith("data:"):
        return None
    media_type, separator, text = url.removeprefix("data:").partition(",")
    return text if separator and media_type.strip().lower() in _DATA_URL_TYPES else None


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _invalid(pointer: str, code: str, detail: str) -> InvalidPresentation:
    return InvalidPresentation(errors=[FieldError(pointer, code, detail)])
