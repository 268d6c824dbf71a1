"""What is asked of an envelope, in which combinations it can be had, and which key signs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Literal, get_args
from uuid import UUID

import orjson

from app.credentials.errors import KeyNotTrusted
from app.credentials.keys.algorithms import Algorithm
from app.credentials.keys.jwk import PublicKey
from app.platform.errors import FieldError, InvalidInput
from app.trust.signing_keys import KeyPurpose

EnvelopeFormat = Literal["vc-jwt", "vc+jwt", "vc+sd-jwt", "dc+sd-jwt", "data-integrity"]
EnvelopeSuite = Literal[
    "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"
]
DEFAULT_SUITES: Final = {Algorithm.EDDSA: "eddsa-rdfc-2022", Algorithm.ES256: "ecdsa-rdfc-2019"}
FORMATS: Final[tuple[str, ...]] = get_args(EnvelopeFormat)
# Wallets read SD-JWT with ES256 (High Assurance Interoperability Profile, DIIP).
_SD_JWT: Final = frozenset({"vc+sd-jwt", "dc+sd-jwt"})
_TOKEN_STATUS: Final = frozenset({"dc+sd-jwt"})


@dataclass(frozen=True, slots=True)
class EnvelopeRequest:
    """One envelope to make. `key` makes it happen once in an organisation, for ever.

    `cryptosuite` goes with `data-integrity`, `holder_key` (a public JWK, for `cnf`) with the forms of SD-JWT.
    """

    key: str
    credential_id: UUID
    format: str
    cryptosuite: str | None = None
    holder_key: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def digest(self) -> bytes:
        """SHA-256 over everything asked for, but not over the key: the same key must ask the same."""
        asked = [self.credential_id, self.format, self.cryptosuite, self.holder_key]
        return sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).digest()

    @property
    def purpose(self) -> KeyPurpose:
        """The purpose of the key that signs it."""
        is_ecdsa = self.cryptosuite is not None and self.cryptosuite.startswith("ecdsa-")
        return KeyPurpose.CREDENTIAL_P256 if is_ecdsa or self.format in _SD_JWT else KeyPurpose.CREDENTIAL


def read_holder(request: EnvelopeRequest) -> PublicKey | None:
    """The key of the holder, once the request makes sense. Raises InvalidInput with every fault."""
    faults, holder = [], None
    if request.cryptosuite is not None and request.format != "data-integrity":
        faults.append(FieldError("/cryptosuite", "not_for_format", "Only data-integrity has a cryptosuite."))
    if request.holder_key is not None and request.format not in _SD_JWT:
        faults.append(FieldError("/holderKey", "not_for_format", "Only forms of SD-JWT name a key."))
    elif request.holder_key is not None:
        try:
            holder = PublicKey.from_jwk(request.holder_key, kid="")
        except KeyNotTrusted:
            faults.append(
                FieldError("/holderKey", "invalid_key", "Send a public JWK: Ed25519, or ECDSA on P-256.")
            )
        if holder is not None and holder.algorithm not in DEFAULT_SUITES:
            faults.append(
                FieldError("/holderKey", "invalid_key", "Send a public JWK: Ed25519, or ECDSA on P-256.")
            )
    if faults:
        raise InvalidInput("The envelope was not made.", errors=faults)
    return holder


def has_token_status(format: str) -> bool:
    """Whether the status of this format stands in a Token Status List, and not in a Bitstring Status List."""
    return format in _TOKEN_STATUS
