"""Presentations, whatever their form: read, prove that the holder made them for this request, judge what they carry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, open_envelope
from app.credentials.formats.vp_data_integrity import (
    UnverifiedProvenPresentation,
    prove_proven_presentation,
    read_proven_presentation,
)
from app.credentials.formats.vp_jose_cose import (
    UnverifiedPresentation,
    prove_presentation,
    read_presentation_token,
)
from app.credentials.materials import IssuerKey, IssuerKeys, Unavailable
from app.credentials.policy import DEFAULT_POLICY, VerificationPolicy
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


def read_presentation(text: str | bytes, *, policy: VerificationPolicy = DEFAULT_POLICY) -> AnyPresentation:
    """Read a presentation of any form, believing nothing; raises CredentialError.

    JSON is one with Data Integrity proofs or an envelope, everything else a token (VC-JOSE-COSE).
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if not raw.lstrip().startswith(b"{"):
        return read_presentation_token(raw, policy=policy)
    if b'"proof"' in raw:
        return read_proven_presentation(raw, policy=policy)
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
        _prove(presented, keys, request, policy, now)
    except CredentialError as error:
        return _concluded(failed_by(error), presented, ())
    return _concluded(passed("signature"), presented, tuple([judge(held) for held in presented.credentials]))


def _prove(
    presented: AnyPresentation,
    keys: tuple[IssuerKey, ...],
    request: PresentationRequest,
    policy: VerificationPolicy,
    now: datetime,
) -> None:
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
