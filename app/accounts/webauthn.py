"""The ceremonies of WebAuthn Level 3 (sections 7.1 and 7.2), by the library, with our choices filled in.

Who answers must be verified by the device (a finger, a face, a code), and the key must be found without an address.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.errors import PasskeyRefused
from app.credentials.encoding.strict_json import load_object
from app.credentials.errors import CredentialError

CHALLENGE_BYTES: Final = 32
TIMEOUT_MILLISECONDS: Final = 300_000
RP_NAME: Final = "Vaardighedenpaspoort"
_TRANSPORTS: Final = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})


@dataclass(frozen=True, slots=True)
class NewKey:
    """A public key that a device made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


def rp_id_of(public_url: str) -> str:
    """The domain for which keys are made: the host of the service's own address."""
    return urlsplit(public_url).hostname or ""


def registration_options(
    public_url: str, *, person_id: UUID, email: str, name: str, challenge: bytes, known_ids: Iterable[bytes]
) -> str:
    """What the browser needs to make a key, as JSON (PublicKeyCredentialCreationOptionsJSON)."""
    options = generate_registration_options(
        rp_id=rp_id_of(public_url),
        rp_name=RP_NAME,
        user_id=person_id.bytes,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=TIMEOUT_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=known) for known in known_ids],
    )
    return options_to_json(options)


def authentication_options(public_url: str, *, challenge: bytes) -> str:
    """What the browser needs to use a key, as JSON (PublicKeyCredentialRequestOptionsJSON)."""
    options = generate_authentication_options(
        rp_id=rp_id_of(public_url),
        challenge=challenge,
        timeout=TIMEOUT_MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever the library finds wrong with an answer is PasskeyRefused."""
    try:
        yield
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error


def read_answer(text: str) -> dict[str, Any]:
    """The answer of the browser, as strict JSON. Raises PasskeyRefused."""
    try:
        return load_object(text.encode())
    except (CredentialError, UnicodeEncodeError) as error:
        raise PasskeyRefused from error


def challenge_in(answer: dict[str, Any], *, is_new: bool) -> bytes:
    """The challenge that the browser says it answers. Raises PasskeyRefused."""
    with _refusals():
        if is_new:
            data = parse_registration_credential_json(answer).response.client_data_json
        else:
            data = parse_authentication_credential_json(answer).response.client_data_json
        return parse_client_data_json(data).challenge


def verify_new_key(public_url: str, answer: dict[str, Any], *, challenge: bytes) -> NewKey:
    """The key that the device made for this challenge, domain and origin. Raises PasskeyRefused."""
    with _refusals():
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=rp_id_of(public_url),
            expected_origin=public_url,
            require_user_verification=True,
        )
    said = answer.get("response", {}).get("transports") or ()
    transports = tuple(sorted({str(item) for item in said if str(item) in _TRANSPORTS}))
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count, transports)


def credential_of(answer: dict[str, Any]) -> tuple[bytes, bytes | None]:
    """Which key answers, and whose it says to be. Raises PasskeyRefused."""
    with _refusals():
        parsed = parse_authentication_credential_json(answer)
    return parsed.raw_id, parsed.response.user_handle


def verify_use(
    public_url: str, answer: dict[str, Any], *, challenge: bytes, public_key: bytes, sign_count: int
) -> int:
    """The new counter of a key that signed this challenge for our domain and origin. Raises PasskeyRefused.

    A counter that went back is refused too: the key may be a copy.
    """
    with _refusals():
        used = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=rp_id_of(public_url),
            expected_origin=public_url,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    return used.new_sign_count
