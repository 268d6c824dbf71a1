"""Signing in two steps: first all of the text but its signature, to be written down, then the text itself.

What is staged is what will be signed to the byte, salts and other random parts included.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from app.credentials.claim_paths import Path, find_paths
from app.credentials.encoding import base64url, multibase, strict_json
from app.credentials.errors import UnknownFormat
from app.credentials.formats.cryptosuites.base import SigningSuite
from app.credentials.formats.cryptosuites.disclosure_values import BaseValue
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023
from app.credentials.formats.cryptosuites.registry import find_cryptosuite
from app.credentials.formats.data_integrity import DataIntegrity, secure
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.selective_disclosure import secure_selectively
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.ports import Randomness

# What the holder of a `vc+sd-jwt` may keep back: as with ecdsa-sd-2023, never the level.
HIDDEN_IN_DOCUMENT: Final[tuple[Path, ...]] = (
    ("awardedDate",),
    ("evidence", None),
    ("credentialSubject", "identifier"),
    ("credentialSubject", "source"),
)
_SEPARATOR: Final = b"\n"
_NO_SIGNATURE: Final = bytes(64)


@dataclass(frozen=True, slots=True)
class Wanted:
    """In which form a credential is to be signed, and with which key.

    `cryptosuite` belongs to `data-integrity` only, `holder` (RFC 7800 `cnf`) to the forms of SD-JWT only.
    """

    format: str
    kid: str
    algorithm: str
    cryptosuite: str | None = None
    holder: PublicKey | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """The text with zeros for a signature, and the exact bytes to sign."""

    format: str
    signing_input: bytes = field(repr=False)
    text: str = field(repr=False)

    def to_bytes(self) -> bytes:
        """Both in one, to write down."""
        return base64url.encode(self.signing_input) + _SEPARATOR + self.text.encode("utf-8")

    @classmethod
    def from_bytes(cls, format: str, content: bytes) -> "Staged":
        """What was written down; raises ValueError for anything else."""
        signing_input, _, text = content.partition(_SEPARATOR)
        return cls(format, base64url.decode(signing_input), text.decode("utf-8"))

    def finish(self, signature: bytes) -> SecuredCredential:
        """The text with its signature, in JWS form (RFC 7518 section 3.4), in place of the zeros."""
        put = _put_in_proof if self.format == DataIntegrity.name else _put_in_token
        return SecuredCredential(self.format, put(self.text, signature))


class Recorder:
    """A signer without a key: it keeps what it should have signed."""

    def __init__(self, kid: str, algorithm: str) -> None:
        self.kid, self.algorithm = kid, algorithm
        self.message = b""

    def sign(self, message: bytes) -> bytes:
        self.message = message
        return _NO_SIGNATURE


def stage(credential: Credential, wanted: Wanted, *, randomness: Randomness) -> Staged:
    """Everything but the signature, which the key named in `wanted` is to make. Raises UnknownFormat, ProofGenerationFailed for a key that does not fit the cryptosuite, and ValueError for a
    status of a kind that the format cannot hold.
    """
    if wanted.format not in _WRITERS:
        raise UnknownFormat
    recorder = Recorder(wanted.kid, wanted.algorithm)
    secured = _WRITERS[wanted.format](credential, recorder, wanted, randomness)
    return Staged(wanted.format, recorder.message, secured.text)


_Writer: TypeAlias = Callable[[Credential, Recorder, Wanted, Randomness], SecuredCredential]


def _write_vc_jwt(
    credential: Credential, signer: Recorder, wanted: Wanted, randomness: Randomness
) -> SecuredCredential:
    return VcJwt.secure(credential, signer)


def _write_vc_jose(
    credential: Credential, signer: Recorder, wanted: Wanted, randomness: Randomness
) -> SecuredCredential:
    return VcJoseJwt().secure(credential, signer)


def _write_vc_sd_jwt(
    credential: Credential, signer: Recorder, wanted: Wanted, randomness: Randomness
) -> SecuredCredential:
    document = credential.to_document()
    hidden = [path for pattern in HIDDEN_IN_DOCUMENT for path in find_paths(document, pattern)]
    return VcJoseSdJwt().secure(
        credential, signer, hidden=hidden, randomness=randomness, holder=wanted.holder
    )


def _write_sd_jwt_vc(
    credential: Credential, signer: Recorder, wanted: Wanted, randomness: Randomness
) -> SecuredCredential:
    return SdJwtVc().secure(credential, signer, randomness=randomness, holder=wanted.holder)


def _write_data_integrity(
    credential: Credential, signer: Recorder, wanted: Wanted, randomness: Randomness
) -> SecuredCredential:
    if wanted.cryptosuite == ECDSA_SD_2023.name:
        return secure_selectively(credential, signer, randomness=randomness)
    return secure(credential, signer, cryptosuite=wanted.cryptosuite)


_WRITERS: Final[Mapping[str, _Writer]] = {
    VcJwt.name: _write_vc_jwt,
    VcJoseJwt.name: _write_vc_jose,
    VcJoseSdJwt.name: _write_vc_sd_jwt,
    SdJwtVc.name: _write_sd_jwt_vc,
    DataIntegrity.name: _write_data_integrity,
}


def _put_in_token(text: str, signature: bytes) -> str:
    token, tilde, disclosures = text.partition("~")
    return f"{token.rpartition('.')[0]}.{base64url.encode(signature).decode('ascii')}{tilde}{disclosures}"


def _put_in_proof(text: str, signature: bytes) -> str:
    document = strict_json.load_object(text)
    [proof] = document["proof"]
    suite = find_cryptosuite(proof["cryptosuite"])
    if isinstance(suite, SigningSuite):
        value = suite.encode_value(signature)
    else:
        base = BaseValue.decode(ECDSA_SD_2023.decode_value(proof["proofValue"]))
        value = multibase.encode_base64url(replace(base, signature=signature).encode())
    document["proof"] = [{**proof, "proofValue": value}]
    return strict_json.dumps(document).decode("utf-8")
