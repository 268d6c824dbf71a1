"""Verifying for the VC-API: any credential and presentation of the data model, without asking the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.credentials.data_model import ensure_credential, ensure_presentation
from app.credentials.encoding import strict_json
from app.credentials.errors import (
    CredentialError,
    HolderBindingFailed,
    InvalidChallenge,
    InvalidDomain,
    ProofPurposeMismatch,
)
from app.credentials.formats.proofs import ASSERTION, AUTHENTICATION
from app.credentials.judgement import judge_all
from app.credentials.policy import GENERAL
from app.credentials.presentation import AnyPresentation, read_presentation
from app.credentials.reading import read_nodes
from app.credentials.report import Check, Outcome, failed_by, passed
from app.credentials.statement import read_open_statement
from app.platform.context import Context
from app.verifying.gather import gather_status
from app.verifying.memory import load_policy
from app.verifying.presentations import (
    ANYTHING,
    Wanted,
    is_unsecured,
    prove_holder,
    request_of,
    text_of,
    use_challenge,
)
from app.verifying.verify import judge_text

_DECIDING: Final = (Outcome.FAILED, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Findings:
    """Every check that was made, of the presentation and of each credential in it."""

    checks: tuple[Check, ...]

    @property
    def faults(self) -> tuple[Check, ...]:
        """What was wrong or could not be decided."""
        return tuple(check for check in self.checks if check.outcome in _DECIDING)

    @property
    def is_verified(self) -> bool:
        """Whether everything holds; what could not be decided does not."""
        return not self.faults


async def verify_any_credential(
    context: Context, credential: str | Mapping[str, Any], wanted: Wanted
) -> Findings:
    """Verify a credential of any kind and format; whatever it is, this is an answer and never an error."""
    checks = [*(await judge_text(context, text_of(credential), profile=GENERAL)).report.checks]
    try:
        _ensure_wanted(_proofs_of(credential), wanted)
    except CredentialError as error:
        checks.append(failed_by(error))
    return Findings(tuple(checks))


async def verify_any_presentation(
    context: Context, presentation: str | Mapping[str, Any], wanted: Wanted
) -> Findings:
    """Verify a presentation and what it holds. A challenge of this service counts once, when everything holds."""
    try:
        if wanted.purpose not in (None, AUTHENTICATION):
            raise ProofPurposeMismatch
        if isinstance(presentation, Mapping) and is_unsecured(presentation):
            return await _verify_unsecured(context, presentation, wanted)
        policy = load_policy(requires_registration=False)
        presented = read_presentation(text_of(presentation), policy=policy, profile=GENERAL)
    except CredentialError as error:
        return Findings((failed_by(error),))
    check = await prove_holder(context, presented, wanted)
    if check.outcome is not Outcome.PASSED:
        return Findings((check,))
    checks = await _judge_all(context, presented.credentials, holder=_holder_of(presented))
    findings = Findings((check, *checks))
    try:
        if findings.is_verified:
            await use_challenge(context, request_of(presented, wanted).challenge)
    except CredentialError as error:
        return Findings((*findings.checks, failed_by(error)))
    return findings


async def _verify_unsecured(context: Context, document: Mapping[str, Any], wanted: Wanted) -> Findings:
    """A presentation without a proof shows credentials, and proves nothing about who shows them."""
    if wanted != ANYTHING:
        raise HolderBindingFailed("The presentation has no proof, and one was asked for.")
    ensure_presentation(document)
    texts = [text_of(node).encode("utf-8") for node in read_nodes(document, "verifiableCredential")]
    return Findings((passed("format"), *await _judge_all(context, texts, holder=None)))


async def _judge_all(context: Context, texts: Sequence[bytes], *, holder: str | None) -> list[Check]:
    checks: list[Check] = []
    for text in texts:
        if holder is not None and b'"proof"' not in text and text.startswith(b"{"):
            checks += await _judge_self_asserted(context, text, holder)
        else:
            checks += (await judge_text(context, text.decode("utf-8"), profile=GENERAL)).report.checks
    return checks


async def _judge_self_asserted(context: Context, text: bytes, holder: str) -> list[Check]:
    """A credential that only the proof of the presentation secures (VCDM 2.0 section 4.13.3): of the holder itself."""
    try:
        document = strict_json.load_object(text)
        ensure_credential(document)
        statement = read_open_statement(document)
        if statement.issuer_id != holder:
            raise HolderBindingFailed("A credential without a proof is not of the holder.")
    except CredentialError as error:
        return [failed_by(error)]
    policy = load_policy(requires_registration=False)
    status = await gather_status(context, statement, None, policy=policy)
    now = context.clock.now()
    judged = judge_all(statement, document, status=status, issuer=None, policy=policy, now=now)
    return [passed("signature"), *judged.values()]


def _holder_of(presented: AnyPresentation) -> str | None:
    """Who holds it, if the presentation itself says so."""
    return presented.holder if "holder" in presented.document else None


def _proofs_of(credential: str | Mapping[str, Any]) -> list[Any]:
    found = credential.get("proof", []) if isinstance(credential, Mapping) else []
    return found if type(found) is list else [found]


def _ensure_wanted(proofs: Sequence[Any], wanted: Wanted) -> None:
    """Raise ProofPurposeMismatch, InvalidDomain or InvalidChallenge when a proof is not what is wanted."""
    if wanted.purpose not in (None, ASSERTION):
        raise ProofPurposeMismatch
    named = [proof if type(proof) is dict else {} for proof in proofs] or [{}]
    if wanted.domain is not None and any(
        wanted.domain not in (proof.get("domain"), *_as_list(proof.get("domain"))) for proof in named
    ):
        raise InvalidDomain
    if wanted.challenge is not None and any(proof.get("challenge") != wanted.challenge for proof in named):
        raise InvalidChallenge


def _as_list(value: Any) -> list[Any]:
    return value if type(value) is list else []
