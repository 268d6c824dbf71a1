"""Reading presentations (VCDM 2.0 section 4.13): whose they are, and which signed credentials they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError, HolderBindingFailed, InvalidChallenge
from app.credentials.formats.enveloping import ENVELOPED_PRESENTATION, is_enveloped
from app.credentials.formats.vp_jose_cose import UnverifiedPresentation
from app.credentials.materials import Unavailable
from app.credentials.presentation import (
    AnyPresentation,
    PresentationRequest,
    prove_presented,
    read_presentation,
)
from app.credentials.report import Check, Outcome, failed_by, passed, report_on, unknown
from app.credentials.verification import report_unreadable
from app.platform.context import Context
from app.platform.errors import FieldError
from app.trust.resolve import resolve_holder_keys
from app.verifying.challenges import is_ours, take_challenge
from app.verifying.errors import InvalidPresentation
from app.verifying.memory import load_policy
from app.verifying.report import Judgement

MOST_CREDENTIALS: Final = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller wants compared besides: None for what is not to be compared."""

    purpose: str | None = None
    domain: str | None = None
    challenge: str | None = None


ANYTHING: Final = Wanted()


async def open_presentation(
    context: Context, presentation: str | Mapping[str, Any], wanted: Wanted
) -> list[str] | Judgement:
    """The credentials in a presentation as texts, once its holder is proven; a judgement when that fails.

    A document without a proof shows credentials and proves nothing about who shows them. Raises InvalidPresentation
    when the document is no presentation, is empty, or carries more than fifty credentials.
    """
    if isinstance(presentation, Mapping) and not is_enveloped(presentation, kind=ENVELOPED_PRESENTATION):
        credentials = _ensure_presentation(presentation)
        if is_unsecured(presentation):
            if wanted != ANYTHING:
                return Judgement(report_unreadable("", HolderBindingFailed("The presentation has no proof.")))
            return [text_of(credential) for credential in credentials]
    return await _open_secured(context, text_of(presentation), wanted)


async def _open_secured(context: Context, text: str, wanted: Wanted) -> list[str] | Judgement:
    try:
        presented = read_presentation(text, policy=load_policy())
        _ensure_count(presented.credentials)
        check = await prove_holder(context, presented, wanted)
        if check.outcome is Outcome.PASSED:
            await use_challenge(context, request_of(presented, wanted).challenge)
            return [credential.decode("utf-8") for credential in presented.credentials]
    except CredentialError as error:
        return Judgement(report_unreadable(text, error))
    found = {"format": passed("format"), "limits": passed("limits"), check.name: check}
    return Judgement(report_on(found, credential=None, format=presented.format, raw=text.encode("utf-8")))


async def prove_holder(context: Context, presented: AnyPresentation, wanted: Wanted) -> Check:
    """Whether the holder made the presentation, for what the caller wants compared."""
    keys = await resolve_holder_keys(context, presented.holder)
    if isinstance(keys, Unavailable):
        return unknown("issuer_key", keys.code, keys.detail)
    request, now = request_of(presented, wanted), context.clock.now()
    try:
        prove_presented(presented, keys, request, policy=load_policy(), now=now)
    except CredentialError as error:
        return failed_by(error)
    return passed("signature")


async def use_challenge(context: Context, challenge: str | None) -> None:
    """Use a challenge of this service up; raises InvalidChallenge when it was, or is too old."""
    if challenge is not None and is_ours(challenge) and not await take_challenge(context, challenge):
        raise InvalidChallenge("The challenge was answered before, or its time is over.")


def request_of(presented: AnyPresentation, wanted: Wanted) -> PresentationRequest:
    """What the proof must name; what the caller does not want compared is taken as it is found."""
    if isinstance(presented, UnverifiedPresentation):
        found = [presented.registered.get(name) for name in ("aud", "nonce")]
    else:
        found = [presented.proofs[0].options.get(name) for name in ("domain", "challenge")]
        found[0] = found[0][0] if type(found[0]) is list and len(found[0]) == 1 else found[0]
    domain = found[0] if wanted.domain is None else wanted.domain
    return PresentationRequest(domain, found[1] if wanted.challenge is None else wanted.challenge)


def is_unsecured(presentation: Mapping[str, Any]) -> bool:
    """Whether nothing in a presentation says who presents it."""
    return "proof" not in presentation and not is_enveloped(presentation, kind=ENVELOPED_PRESENTATION)


def text_of(secured: Any) -> str:
    """What is secured as its text: a token as it is, everything else as JSON."""
    return secured if isinstance(secured, str) else strict_json.dumps(secured).decode("utf-8")


def _ensure_presentation(presentation: Mapping[str, Any]) -> list[Any]:
    if "VerifiablePresentation" not in _as_list(presentation.get("type")):
        raise _invalid("/presentation/type", "not_a_presentation", "The type must be VerifiablePresentation.")
    credentials = _as_list(presentation.get("verifiableCredential"))
    _ensure_count(credentials)
    return credentials


def _ensure_count(credentials: list[Any] | tuple[bytes, ...]) -> None:
    if not 1 <= len(credentials) <= MOST_CREDENTIALS:
        raise _invalid(
            "/presentation/verifiableCredential", "wrong_count", "Present 1 to 50 verifiable credentials."
        )


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _invalid(pointer: str, code: str, detail: str) -> InvalidPresentation:
    return InvalidPresentation(errors=[FieldError(pointer, code, detail)])
