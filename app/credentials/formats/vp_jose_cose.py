"""Presentations of VC-JOSE-COSE 1.0: a VCDM 2.0 presentation as the payload of a JWT (`vp+jwt`) or SD-JWT."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.credentials.encoding import strict_json
from app.credentials.errors import (
    AlgorithmNotAllowed,
    BadSignature,
    ContextNotAllowed,
    HolderBindingFailed,
    KeyNotTrusted,
    KidIssuerMismatch,
    MalformedCredential,
    MalformedJws,
    TimeInvalid,
    TooLarge,
    TypMismatch,
)
from app.credentials.formats.enveloping import is_enveloped, open_envelope
from app.credentials.formats.jose import (
    CompactJws,
    HeaderRules,
    name_of_key,
    read_jws,
    sign_jws,
    take_registered,
)
from app.credentials.formats.key_binding import refuse_key_binding
from app.credentials.formats.sd_jwt import read_sd_jwt
from app.credentials.key_use import ensure_key_in_use, find_named_key
from app.credentials.materials import IssuerKey
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.policy import VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.reading import read_nodes, read_text
from app.credentials.times import numeric_date, read_numeric_date

VP_JWT_TYPE: Final = "vp+jwt"
VP_SD_JWT_TYPE: Final = "vp+sd-jwt"
_RULES: Final = HeaderRules(frozenset({VP_JWT_TYPE}), optional=frozenset({"cty"}))
_SD_RULES: Final = HeaderRules(frozenset({VP_SD_JWT_TYPE}), optional=frozenset({"cty"}))
_NEVER_HIDDEN: Final = frozenset({"@context", "iss", "aud", "nonce", "exp", "nbf", "iat"})
_PRESENTATION: Final = "VerifiablePresentation"


@dataclass(frozen=True, slots=True)
class UnverifiedPresentation:
    """A presentation that was read strictly but not proven; `credentials` are the signed texts in it."""

    format: str
    document: Mapping[str, Any]
    registered: Mapping[str, Any]
    holder: str
    credentials: tuple[bytes, ...]
    kid: str
    algorithm: str
    signed_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read_presentation_token(text: bytes, *, policy: VerificationPolicy) -> UnverifiedPresentation:
    """Read either form; raises CredentialError."""
    if b"~" in text:
        found = read_sd_jwt(text, _SD_RULES, policy=policy, never_hidden=_NEVER_HIDDEN)
        refuse_key_binding(found)
        return _read(VP_SD_JWT_TYPE, found.jws, found.revealed.claims)
    if len(text) > policy.max_bytes:
        raise TooLarge
    jws = read_jws(text, _RULES, policy)
    return _read(VP_JWT_TYPE, jws, jws.payload)


def _read(name: str, jws: CompactJws, payload: dict[str, Any]) -> UnverifiedPresentation:
    if jws.header.get("cty", "vp") != "vp":
        raise TypMismatch("The token holds something else than a presentation.")
    if "vc" in payload or "vp" in payload:
        raise MalformedJws("The token holds its presentation in a claim, as version 1.1 did.")
    registered = take_registered(payload, ("aud", "nonce"))
    contexts, types = payload.get("@context"), payload.get("type")
    if type(contexts) is not list or contexts[:1] != [CREDENTIALS_CONTEXT]:
        raise ContextNotAllowed
    if types != _PRESENTATION and (type(types) is not list or _PRESENTATION not in types):
        raise MalformedCredential("The document is not a presentation.")
    holder = _read_holder(payload, registered)
    return UnverifiedPresentation(
        format=name,
        document=payload,
        registered=registered,
        holder=holder,
        credentials=tuple([_signed_text(node) for node in read_nodes(payload, "verifiableCredential")]),
        kid=name_of_key(jws.header, holder),
        algorithm=jws.header["alg"],
        signed_bytes=jws.signed_bytes,
        signature=jws.signature,
    )


def _read_holder(payload: Mapping[str, Any], registered: Mapping[str, Any]) -> str:
    holder = payload.get("holder", registered.get("iss"))
    named = read_text(holder, "id") if type(holder) is dict else holder
    if type(named) is not str or not named:
        raise KeyNotTrusted("The presentation does not say who presents.")
    if registered.get("iss", named) != named:
        raise KidIssuerMismatch("The token and the presentation name different holders.")
    return named


def _signed_text(node: Mapping[str, Any]) -> bytes:
    if is_enveloped(node):
        return open_envelope(node)[1]
    return strict_json.dumps(node)


def prove_presentation(
    presented: UnverifiedPresentation,
    keys: tuple[IssuerKey, ...],
    *,
    audience: str | None = None,
    nonce: str | None = None,
    policy: VerificationPolicy,
    now: datetime,
) -> tuple[bytes, ...]:
    """The signed texts in a presentation that its holder made for this request; each still has to be verified.

    `keys` are those of the holder. Raises KeyNotTrusted, KeyRetired, KeyCompromised, AlgorithmNotAllowed,
    BadSignature, TimeInvalid, and HolderBindingFailed when the presentation is for another audience or nonce, or was not asked for either.
    """
    key = find_named_key(presented.kid, keys)
    if presented.algorithm != key.public.algorithm:
        raise AlgorithmNotAllowed("The token names another algorithm than that of the key.")
    if not key.public.verifies(presented.signed_bytes, presented.signature):
        raise BadSignature
    ensure_key_in_use(key, now=now, ledger_time=None)
    if presented.registered.get("aud") != audience or presented.registered.get("nonce") != nonce:
        raise HolderBindingFailed("The presentation is for another verifier or another request.")
    _ensure_in_time(presented.registered, policy=policy, now=now)
    return presented.credentials


def _ensure_in_time(registered: Mapping[str, Any], *, policy: VerificationPolicy, now: datetime) -> None:
    issued_at, starts, ends = [read_numeric_date(registered, name) for name in ("iat", "nbf", "exp")]
    if ends is not None and now - policy.clock_skew >= ends:
        raise TimeInvalid("The presentation has expired.")
    if any(at is not None and now + policy.clock_skew < at for at in (issued_at, starts)):
        raise TimeInvalid("The presentation is not valid yet.")


def secure_presentation(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    audience: str | None = None,
    nonce: str | None = None,
    now: datetime,
) -> str:
    """Sign a presentation as its holder, for one audience and nonce; the document names the holder."""
    payload: dict[str, Any] = {**document, "iat": numeric_date(now)}
    if audience is not None:
        payload["aud"] = audience
    if nonce is not None:
        payload["nonce"] = nonce
    return sign_jws(payload, signer, typ=VP_JWT_TYPE, cty="vp").decode("ascii")
