"""Presentations, whatever their form: made by a holder for one request, and proven before what they carry is judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, UnknownFormat
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, envelop, open_envelope
from app.credentials.formats.vp_data_integrity import (
    UnverifiedProvenPresentation,
    prove_proven_presentation,
    read_proven_presentation,
    secure_proven_presentation,
)
from app.credentials.formats.vp_jose_cose import (
    UnverifiedPresentation,
    prove_presentation,
    read_presentation_token,
    secure_presentation,
)
from app.credentials.materials import IssuerKey, IssuerKeys, Unavailable
from app.credentials.model import CREDENTIALS_CONTEXT, SecuredCredential
from app.credentials.policy import DEFAULT_POLICY, PASSPORT, DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.report import (
    Check,
    Verdict,
    VerificationReport,
    failed_by,
    passed,
    strongest,
    unknown,
)

AnyPresentation: TypeAlias = UnverifiedPresentation | UnverifiedProvenPresentation


@dataclass(frozen=True, slots=True)
class PresentationRequest:
    """What the verifier asked the holder to sign: itself (`domain`) and a fresh `challenge`; None if it asked not.

    Tokens have other names for the two: audience and nonce.
    """

    domain: str | None = None
    challenge: str | None = None


@dataclass(frozen=True, slots=True)
class PresentationReport:
    """The check on the presentation itself, and a report on each credential in it when that check passed."""

    verdict: Verdict
    check: Check
    format: str | None
    holder: str | None
    credentials: tuple[VerificationReport, ...] = ()


def present(
    credentials: Sequence[SecuredCredential],
    signer: Signer,
    *,
    holder: str,
    request: PresentationRequest,
    now: datetime,
    format: str = "data-integrity",
) -> str:
    """Show credentials as their holder, for one request; `format` is data-integrity or vp+jwt.

    What is hidden was chosen before (`formats/selective_disclosure.py`, `formats/sd_jwt.py`). Raises ValueError for a
    credential in a form that a presentation cannot carry, UnknownFormat and ProofGenerationFailed.
    """
    document = {
        "@context": [CREDENTIALS_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [_carried(credential) for credential in credentials],
    }
    domain, challenge = request.domain, request.challenge
    if format == "data-integrity":
        return secure_proven_presentation(document, signer, domain=domain, challenge=challenge, created=now)
    if format == "vp+jwt":
        return secure_presentation(document, signer, audience=domain, nonce=challenge, now=now)
    raise UnknownFormat


def _carried(credential: SecuredCredential) -> dict[str, Any]:
    if credential.format == "data-integrity":
        return strict_json.load_object(credential.text)
    return envelop(credential)


def read_presentation(
    text: str | bytes, *, policy: VerificationPolicy = DEFAULT_POLICY, profile: DocumentProfile = PASSPORT
) -> AnyPresentation:
    """Read a presentation of any form, believing nothing; raises CredentialError.

    JSON is one with Data Integrity proofs or an envelope, everything else a token (VC-JOSE-COSE).
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if not raw.lstrip().startswith(b"{"):
        return read_presentation_token(raw, policy=policy)
    if b'"proof"' in raw:
        return read_proven_presentation(raw, policy=policy, profile=profile)
    node = strict_json.load_object(raw, max_bytes=policy.max_presentation_bytes, max_depth=policy.max_depth)
    return read_presentation_token(open_envelope(node, kind=ENVELOPED_PRESENTATION)[1], policy=policy)


def verify_presentation(
    text: str | bytes,
    *,
    keys: IssuerKeys,
    request: PresentationRequest,
    judge: Callable[[bytes], VerificationReport],
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
) -> PresentationReport:
    """The report on a presentation. `keys` are the holder's for authentication, `judge` verifies one credential.

    A credential is not judged before the holder is proven, so a stolen text tells nothing.
    """
    try:
        presented = read_presentation(text, policy=policy)
    except CredentialError as error:
        return _concluded(failed_by(error), None, ())
    if isinstance(keys, Unavailable):
        return _concluded(unknown("issuer_key", keys.code, keys.detail), presented, ())
    try:
        prove_presented(presented, keys, request, policy=policy, now=now)
    except CredentialError as error:
        return _concluded(failed_by(error), presented, ())
    return _concluded(passed("signature"), presented, tuple([judge(held) for held in presented.credentials]))


def prove_presented(
    presented: AnyPresentation,
    keys: tuple[IssuerKey, ...],
    request: PresentationRequest,
    *,
    policy: VerificationPolicy = DEFAULT_POLICY,
    now: datetime,
) -> None:
    """Raise a CredentialError unless the holder, whose keys these are, made the presentation for this request."""
    if isinstance(presented, UnverifiedProvenPresentation):
        prove_proven_presentation(
            presented, keys, domain=request.domain, challenge=request.challenge, policy=policy, now=now
        )
    else:
        prove_presentation(
            presented, keys, audience=request.domain, nonce=request.challenge, policy=policy, now=now
        )


def _concluded(
    check: Check, presented: AnyPresentation | None, credentials: tuple[VerificationReport, ...]
) -> PresentationReport:
    found = {check.consequence, *[report.verdict for report in credentials]}
    return PresentationReport(
        strongest(found),
        check,
        None if presented is None else presented.format,
        None if presented is None else presented.holder,
        credentials,
    )
