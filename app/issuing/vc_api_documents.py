"""What the VC-API signs: a caller's document, completed and judged, and in which form it is wanted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.credentials.encoding import strict_json
from app.credentials.errors import AlgorithmNotAllowed, UnknownFormat
from app.credentials.formats.cryptosuites.ecdsa_sd_2023 import ECDSA_SD_2023
from app.credentials.formats.cryptosuites.registry import CRYPTOSUITES
from app.credentials.formats.data_integrity import DataIntegrity, secure
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.selective_disclosure import secure_selectively
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.linked_data import to_quads
from app.credentials.model import SecuredCredential
from app.credentials.policy import GENERAL
from app.credentials.ports import Randomness, Signer
from app.credentials.status.entry import StatusEntry
from app.credentials.times import format_time
from app.issuing.documents import PURPOSES, credential_urn, status_list_url
from app.trust.signing_keys import KeyPurpose

FORMATS: Final = (DataIntegrity.name, VcJoseJwt.name, VcJoseSdJwt.name, VcJwt.name)
SUITES: Final = tuple(suite.name for suite in CRYPTOSUITES)
DEFAULT_SUITE: Final = "eddsa-rdfc-2022"
# Whoever could leave these out could hide a revocation or an end.
_ALWAYS_SHOWN: Final = ("/issuer", "/validFrom", "/validUntil", "/credentialStatus")


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """How a document is to be signed. `cryptosuite` belongs to the format data-integrity only.

    `mandatory` are JSON pointers to what a holder cannot keep back, in ecdsa-sd-2023 and vc+sd-jwt.
    """

    format: str = DataIntegrity.name
    cryptosuite: str | None = None
    issuer: str | None = None
    credential_id: str | None = None
    mandatory: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises UnknownFormat, AlgorithmNotAllowed for what is not known or does not belong together."""
        if self.format not in FORMATS:
            raise UnknownFormat
        is_proof = self.format == DataIntegrity.name
        if self.cryptosuite is not None and not (is_proof and self.cryptosuite in SUITES):
            raise AlgorithmNotAllowed("The cryptosuite is not known, or does not belong to the format.")

    @property
    def purpose(self) -> KeyPurpose:
        """The purpose of the key that it takes."""
        is_p256 = self.cryptosuite is not None and self.cryptosuite.startswith("ecdsa-")
        return KeyPurpose.CREDENTIAL_P256 if is_p256 else KeyPurpose.CREDENTIAL


@dataclass(frozen=True, slots=True)
class StatusSlot:
    """Where the status of a new document will stand."""

    list_id: UUID
    index: int

    def to_document(self, public_url: str) -> list[dict[str, Any]]:
        """The value of credentialStatus: one entry for each purpose, with the same index in both lists."""
        return [
            StatusEntry(purpose, status_list_url(public_url, self.list_id, purpose), self.index).to_document()
            for purpose in PURPOSES
        ]


def find_issuer_id(document: Mapping[str, Any], options: IssueOptions) -> str | None:
    """Who the document or the options say is the issuer; None when neither does."""
    named = document.get("issuer")
    found = named.get("id") if type(named) is dict else named
    return found if type(found) is str else options.issuer


def complete_document(
    credential: Mapping[str, Any], options: IssueOptions, row_id: UUID, *, issuer_id: str, now: datetime
) -> dict[str, Any]:
    """The document with issuer, id and validFrom where they were absent."""
    document = dict(credential)
    document.setdefault("issuer", issuer_id)
    if type(document["issuer"]) is dict:
        document["issuer"] = {"id": issuer_id, **document["issuer"]}
    document.setdefault("id", options.credential_id or credential_urn(row_id))
    document.setdefault("validFrom", format_time(now))
    return document


def take_issuable(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it may be signed, without the proofs that it came with; raises CredentialError.

    Those are judged for their shape and left out: they are no part of what is signed.
    """
    GENERAL.ensure_fits(document)
    bare = {name: value for name, value in document.items() if name != "proof"}
    to_quads(bare)
    return bare


def write_text(
    document: Mapping[str, Any],
    options: IssueOptions,
    signer: Signer,
    *,
    randomness: Randomness,
    now: datetime,
) -> SecuredCredential:
    """Sign in the form that is wanted; raises CredentialError, ValueError."""
    return _WRITERS[options.format](document, options, signer, randomness, now)


_Writer = Callable[[Mapping[str, Any], IssueOptions, Signer, Randomness, datetime], SecuredCredential]


def _write_data_integrity(
    document: Mapping[str, Any],
    options: IssueOptions,
    signer: Signer,
    randomness: Randomness,
    now: datetime,
) -> SecuredCredential:
    proof = ProofOptions(created=now)
    if options.cryptosuite != ECDSA_SD_2023.name:
        return secure(document, signer, cryptosuite=options.cryptosuite or DEFAULT_SUITE, options=proof)
    shown = [pointer for pointer in _ALWAYS_SHOWN if pointer[1:] in document]
    mandatory = dict.fromkeys([*shown, *options.mandatory])
    return secure_selectively(document, signer, randomness=randomness, mandatory=mandatory, options=proof)


def _write_vc_sd_jwt(
    document: Mapping[str, Any],
    options: IssueOptions,
    signer: Signer,
    randomness: Randomness,
    now: datetime,
) -> SecuredCredential:
    return VcJoseSdJwt().secure(document, signer, hidden=_hidden(document, options), randomness=randomness)


def _hidden(document: Mapping[str, Any], options: IssueOptions) -> list[tuple[str | int | None, ...]]:
    """Every claim about the one subject, but for its id and what is mandatory."""
    subject = document["credentialSubject"]
    if type(subject) is not dict:
        return []
    return [
        ("credentialSubject", name)
        for name in subject
        if name not in ("id", "type") and f"/credentialSubject/{name}" not in options.mandatory
    ]


_WRITERS: Final[Mapping[str, _Writer]] = {
    DataIntegrity.name: _write_data_integrity,
    VcJoseSdJwt.name: _write_vc_sd_jwt,
    VcJoseJwt.name: lambda document, _, signer, *__: VcJoseJwt().secure(document, signer),
    VcJwt.name: lambda document, _, signer, *__: VcJwt.secure(document, signer),
}


def with_one_proof(secured: SecuredCredential) -> SecuredCredential:
    """The text as it leaves the house: readers of this API do not expect an array of one proof."""
    if secured.format != DataIntegrity.name:
        return secured
    document = strict_json.load_object(secured.text)
    [document["proof"]] = document["proof"]
    return replace(secured, text=strict_json.dumps(document).decode("utf-8"))


def to_answer(secured: SecuredCredential) -> dict[str, Any] | str:
    """The value of verifiableCredential: a document with its proof, an envelope, or a VC-JWT as text."""
    if secured.format == VcJwt.name:
        return secured.text
    if secured.format == DataIntegrity.name:
        return strict_json.load_object(secured.text)
    return envelop(secured)
