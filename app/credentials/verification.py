"""Verifying in numbered steps: (1) read (2) issuer key (3) algorithm (4) signature (5) judge what was proven."""

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from app.credentials.errors import (
    AlgorithmNotAllowed,
    BadSignature,
    CredentialError,
    ProofExpired,
    StatusListError,
    StatusListTooLarge,
    TooLarge,
    UnknownFormat,
)
from app.credentials.formats.base import (
    Format,
    UnverifiedCredential,
    VerifiedClaims,
)
from app.credentials.formats.registry import format_named, recognise
from app.credentials.judgement import check_absent_status, judge_all
from app.credentials.key_use import ensure_key_in_use, ensure_list_key_in_use, find_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import (
    IssuerKey,
    IssuerKeys,
    RegisteredIssuer,
    Registration,
    StatusList,
    StatusListInvalid,
    StatusLists,
    Unavailable,
)
from app.credentials.model import Credential
from app.credentials.policy import DEFAULT_POLICY, PASSPORT, STATUS_LIST, DocumentProfile, VerificationPolicy
from app.credentials.report import Check, VerificationReport, failed_by, passed, report_on, unknown
from app.credentials.schemas import SchemaRegistry
from app.credentials.statement import Statement
from app.credentials.status.bitstring_status_list import parse_status_list

__all__ = [
    "IssuerKey",
    "Proof",
    "RegisteredIssuer",
    "StatusList",
    "StatusListInvalid",
    "Unavailable",
    "UnverifiedCredential",
    "judge",
    "prove",
    "prove_status_list",
    "read",
    "verify",
]

SignatureCache = MutableMapping[bytes, bool]


class Proof(NamedTuple):
    """The checks up to the proof. Claims, statement and credential are there only when the proof held.

    The statement is what is judged further; it is the credential itself in the profile of the passport.
    """

    checks: tuple[Check, ...]
    claims: VerifiedClaims | None
    statement: Statement | None
    credential: Credential | None
    format: str
    raw: bytes
    cryptosuites: tuple[str, ...] = ()
    is_partial: bool = False
    follows: SchemaRegistry | None = None

    def __repr__(self) -> str:
        return f"Proof({self.format}, {self.checks[-1].code})"


def read(
    text: str | bytes, *, policy: VerificationPolicy = DEFAULT_POLICY, profile: DocumentProfile = PASSPORT
) -> UnverifiedCredential:
    """Step 1: parse strictly and within the limits, believing nothing; raises CredentialError."""
    if len(text) > policy.max_bytes:
        raise TooLarge
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    recognised = recognise(raw)
    if recognised.name not in policy.formats:
        raise UnknownFormat
    return recognised.read(raw, policy=policy, profile=profile)


def prove(
    unverified: UnverifiedCredential,
    keys: IssuerKeys,
    *,
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
    ledger_time: datetime | None = None,
    signatures: SignatureCache | None = None,
) -> Proof:
    """Steps 2 to 4: whose key, which algorithm, does the signature fit, was the key in use then.

    `ledger_time` is when our own ledger recorded these exact bytes. `signatures` caches the result of the
    signature computation alone, by the hash of key and bytes.
    """
    found = {"format": passed("format"), "limits": passed("limits")}
    statement = None
    if isinstance(keys, Unavailable):
        found["issuer_key"] = unknown("issuer_key", keys.code, keys.detail)
    else:
        try:
            secured_in = format_named(unverified.format)
            for key in _prove_signatures(unverified, secured_in, keys, found, signatures):
                ensure_key_in_use(key, now=now, ledger_time=ledger_time)
            _ensure_proofs_in_time(unverified, policy=policy, now=now)
            statement = secured_in.interpret(unverified)
        except CredentialError as error:
            found[error.check] = failed_by(error)
    return _proof_of(unverified, found, statement)


def _proof_of(
    unverified: UnverifiedCredential, found: dict[str, Check], statement: Statement | None
) -> Proof:
    return Proof(
        tuple(found.values()),
        None if statement is None else VerifiedClaims(unverified.claims),
        statement,
        statement if isinstance(statement, Credential) else None,
        unverified.format,
        unverified.raw,
        tuple([proof.cryptosuite for proof in unverified.proofs if proof.cryptosuite is not None]),
        unverified.is_partial,
        unverified.follows,
    )


def judge(
    proof: Proof,
    *,
    status: StatusLists,
    issuer: Registration,
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
) -> VerificationReport:
    """Step 5: validity period, status, registration, schema. Without a proof nothing more is judged."""
    found = {check.name: check for check in proof.checks}
    if proof.statement is not None and proof.claims is not None:
        found |= judge_all(
            proof.statement,
            proof.claims,
            status=status,
            issuer=issuer,
            policy=policy,
            now=now,
            follows=proof.follows,
        )
        if proof.is_partial and proof.credential is not None:
            found |= check_absent_status(proof.credential)
    return report_on(
        found,
        credential=proof.credential,
        format=proof.format,
        raw=proof.raw,
        cryptosuites=proof.cryptosuites,
    )


def verify(
    text: str | bytes,
    *,
    keys: IssuerKeys,
    status: StatusLists,
    issuer: Registration,
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
    ledger_time: datetime | None = None,
    signatures: SignatureCache | None = None,
    profile: DocumentProfile = PASSPORT,
) -> VerificationReport:
    """All steps for a caller who has the materials at hand; a text that cannot be read is a report too."""
    try:
        unverified = read(text, policy=policy, profile=profile)
    except CredentialError as error:
        return report_unreadable(text, error)
    proof = prove(unverified, keys, policy=policy, now=now, ledger_time=ledger_time, signatures=signatures)
    return judge(proof, status=status, issuer=issuer, policy=policy, now=now)


def report_unreadable(text: str | bytes, error: CredentialError) -> VerificationReport:
    """The report on a text that `read` refused: invalid, or indeterminate when its format is not known."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    # A format that we do not know is no proof of forgery: it could not be decided.
    is_unknown = isinstance(error, UnknownFormat)
    found = {error.check: unknown(error.check, error.code, error.detail) if is_unknown else failed_by(error)}
    if error.check not in ("format", "limits"):
        found |= {"format": passed("format"), "limits": passed("limits")}
    return report_on(found, credential=None, format=None, raw=raw)


def prove_status_list(
    text: str | bytes,
    keys: IssuerKeys,
    *,
    url: str,
    purpose: str,
    issuer_id: str,
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
) -> StatusList | Unavailable | StatusListInvalid:
    """Steps 1 to 4 for a status list credential, and whether it is the list that was asked for.

    A list that is out of date is Unavailable (a newer one may exist), one that is wrong StatusListInvalid.
    """
    if isinstance(keys, Unavailable):
        return Unavailable("status_unavailable", keys.detail)
    try:
        unverified = read(
            text, policy=replace(policy, max_bytes=policy.max_status_list_bytes), profile=STATUS_LIST
        )
        secured_in = format_named(unverified.format)
        proven_by = _prove_signatures(unverified, secured_in, keys, {}, None)
        _ensure_proofs_in_time(unverified, policy=policy, now=now)
        secured_in.interpret(unverified)
        found = parse_status_list(
            unverified.claims,
            url=url,
            purpose=purpose,
            issuer_id=issuer_id,
            max_bytes=policy.max_status_list_bytes,
            min_entries=policy.min_status_list_entries,
        )
        for key in proven_by:
            ensure_list_key_in_use(key, found.valid_from, policy=policy, now=now)
    except StatusListTooLarge as error:
        return StatusListInvalid(error.code, error.detail)
    except CredentialError as error:
        return StatusListInvalid(StatusListError.code, error.detail)
    return _if_in_time(found, policy=policy, now=now)


def _if_in_time(found: StatusList, *, policy: VerificationPolicy, now: datetime) -> StatusList | Unavailable:
    if found.valid_until is not None and now - policy.clock_skew > found.valid_until:
        return Unavailable("status_unavailable", "The status list is out of date.")
    if now + policy.clock_skew < found.valid_from:
        return Unavailable("status_unavailable", "The status list is not valid yet.")
    return found


def _prove_signatures(
    unverified: UnverifiedCredential,
    secured_in: Format,
    keys: tuple[IssuerKey, ...],
    found: dict[str, Check],
    signatures: SignatureCache | None,
) -> list[IssuerKey]:
    """The keys of all proofs, in their order. One proof that does not hold fails the credential."""
    proven_by = [find_key(proof.kid, keys, unverified.profile) for proof in unverified.proofs]
    found["issuer_key"] = passed("issuer_key")
    for proof, key in zip(unverified.proofs, proven_by, strict=True):
        if proof.algorithm != key.public.algorithm:
            raise AlgorithmNotAllowed("The proof names another algorithm than that of the key.")
    found["algorithm"] = passed("algorithm")
    for position, key in enumerate(proven_by):
        if not _is_proven(unverified, position, secured_in, key.public, signatures):
            raise BadSignature
    found["signature"] = passed("signature")
    return proven_by


def _is_proven(
    unverified: UnverifiedCredential,
    position: int,
    secured_in: Format,
    key: PublicKey,
    signatures: SignatureCache | None,
) -> bool:
    proof = unverified.proofs[position]
    if signatures is None:
        return secured_in.is_proven_by(unverified, proof, key)
    # Two proofs in one text may be of one key, and only one of them may hold.
    digest = sha256(b"%d %d %b%b" % (position, len(key.raw), key.raw, unverified.raw)).digest()
    known = signatures.get(digest)
    if known is None:
        signatures[digest] = known = secured_in.is_proven_by(unverified, proof, key)
    return known


def _ensure_proofs_in_time(
    unverified: UnverifiedCredential, *, policy: VerificationPolicy, now: datetime
) -> None:
    for proof in unverified.proofs:
        if proof.expires is not None and now - policy.clock_skew > proof.expires:
            raise ProofExpired
