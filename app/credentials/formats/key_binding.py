"""Key binding (RFC 9901 section 4.3): the holder proves possession, for one verifier and one request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.credentials.encoding import base64url
from app.credentials.errors import CredentialError, HolderBindingFailed
from app.credentials.formats.disclosures import hash_named
from app.credentials.formats.jose import CompactJws, HeaderRules, read_jws, sign_jws
from app.credentials.formats.sd_jwt import SD_JWT_RULES, SdJwtParts, UnverifiedSdJwt, read_sd_jwt
from app.credentials.identifiers.did_jwk import parse_did_jwk
from app.credentials.identifiers.did_key import parse_did_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.policy import VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.times import numeric_date

KEY_BINDING_TYPE: Final = "kb+jwt"
_RULES: Final = HeaderRules(frozenset({KEY_BINDING_TYPE}), frozenset({"alg", "typ"}), frozenset({"kid"}))
_MAX_TIME: Final = 2**53
MAX_AGE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class KeyBindingRequest:
    """What the verifier asked the holder to sign: itself as `audience`, and a fresh `nonce`."""

    audience: str
    nonce: str
    max_age: timedelta = MAX_AGE


def bind_key(
    presented: SdJwtParts,
    signer: Signer,
    *,
    audience: str,
    nonce: str,
    hash_name: str,
    now: datetime,
    extra: Mapping[str, Any] | None = None,
) -> SdJwtParts:
    """Add the holder's key binding JWT; `extra` are further claims, such as those of OpenID4VP."""
    payload = {
        "iat": numeric_date(now),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": _sd_hash(presented, hash_name),
        **(extra or {}),
    }
    return SdJwtParts(presented.jwt, presented.disclosures, sign_jws(payload, _Unnamed(signer), typ="kb+jwt"))


@dataclass(frozen=True, slots=True)
class _Unnamed:
    """The holder's signer without its kid: the credential itself says which key it is (section 4.3)."""

    signer: Signer
    kid: str = ""

    @property
    def algorithm(self) -> str:
        return self.signer.algorithm

    def sign(self, message: bytes) -> bytes:
        return self.signer.sign(message)


def refuse_key_binding(presented: UnverifiedSdJwt) -> None:
    """Raise HolderBindingFailed for a key binding JWT that nobody asked for."""
    if presented.parts.key_binding is not None:
        raise HolderBindingFailed("The holder sent a proof of possession that nobody asked for.")


def ensure_key_bound(
    presented: UnverifiedSdJwt, request: KeyBindingRequest, *, policy: VerificationPolicy, now: datetime
) -> Mapping[str, Any]:
    """Check the key binding as section 7.3 asks, and answer the claims of the key binding JWT.

    Raises HolderBindingFailed, also when there is no key binding JWT: whether one is needed is never deduced from
    what the holder sent. `cnf` is believed only as far as the signature of the issuer is proven as well.
    """
    text = presented.parts.key_binding
    if text is None:
        raise HolderBindingFailed("The holder sent no proof of possession.")
    try:
        jws = read_jws(text, _RULES, policy)
        key = find_holder_key(presented.revealed.claims)
    except CredentialError as error:
        raise HolderBindingFailed(error.detail) from error
    if jws.header["alg"] != key.algorithm or not key.verifies(jws.signed_bytes, jws.signature):
        raise HolderBindingFailed("The proof of possession was not made with the key of the holder.")
    _ensure_for_this_request(jws, presented, request, policy=policy, now=now)
    return jws.payload


@dataclass(frozen=True, slots=True)
class Unbound:
    """A presented SD-JWT whose key binding held: what `verification.verify` judges, and what the holder signed."""

    text: bytes
    key_binding: Mapping[str, Any]
    holder_key: PublicKey


def unbind(
    text: str | bytes, request: KeyBindingRequest, *, policy: VerificationPolicy, now: datetime
) -> Unbound:
    """Check and take off the key binding of a presentation; both this and `verify` on the rest have to hold.

    Raises CredentialError for a text that cannot be read, HolderBindingFailed.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    presented = read_sd_jwt(raw, SD_JWT_RULES, policy=policy)
    claims = ensure_key_bound(presented, request, policy=policy, now=now)
    return Unbound(presented.parts.bound_bytes, claims, find_holder_key(presented.revealed.claims))


def _ensure_for_this_request(
    jws: CompactJws,
    presented: UnverifiedSdJwt,
    request: KeyBindingRequest,
    *,
    policy: VerificationPolicy,
    now: datetime,
) -> None:
    claims = jws.payload
    if claims.get("aud") != request.audience:
        raise HolderBindingFailed("The proof of possession is for another verifier.")
    if claims.get("nonce") != request.nonce:
        raise HolderBindingFailed("The proof of possession is for another request.")
    if claims.get("sd_hash") != _sd_hash(presented.parts, presented.hash_name):
        raise HolderBindingFailed("The proof of possession is for another selection of claims.")
    _ensure_fresh(claims, request, policy=policy, now=now)


def _ensure_fresh(
    claims: Mapping[str, Any], request: KeyBindingRequest, *, policy: VerificationPolicy, now: datetime
) -> None:
    issued_at = claims.get("iat")
    if type(issued_at) is not int:
        raise HolderBindingFailed("The proof of possession does not say when it was made.")
    skew, present = policy.clock_skew.total_seconds(), now.timestamp()
    oldest = present - request.max_age.total_seconds() - skew
    if not oldest <= issued_at <= present + skew:
        raise HolderBindingFailed("The proof of possession was not made just now.")
    if not _is_time(claims, "exp", present - skew, _MAX_TIME) or not _is_time(
        claims, "nbf", 0, present + skew
    ):
        raise HolderBindingFailed("The proof of possession is not valid at this time.")


def _is_time(claims: Mapping[str, Any], name: str, earliest: float, latest: float) -> bool:
    value = claims.get(name)
    return name not in claims or (type(value) is int and earliest <= value <= latest)


def find_holder_key(claims: Mapping[str, Any]) -> PublicKey:
    """The key in `cnf` (RFC 7800): a `jwk`, or a `kid` that is a did:jwk or did:key. Raises CredentialError."""
    confirmation = claims.get("cnf")
    if type(confirmation) is not dict or confirmation.keys() not in ({"jwk"}, {"kid"}):
        raise HolderBindingFailed("The credential is not bound to one key of the holder.")
    jwk, kid = confirmation.get("jwk"), confirmation.get("kid")
    if type(jwk) is dict:
        return PublicKey.from_jwk(jwk, kid="cnf")
    if type(kid) is not str:
        raise HolderBindingFailed("The credential is not bound to one key of the holder.")
    did = kid.partition("#")[0]
    keys = parse_did_key(did) if did.startswith("did:key:") else parse_did_jwk(did)
    if kid not in (did, keys[0].public.kid):
        raise HolderBindingFailed("The credential is bound to a key that its identifier does not have.")
    return keys[0].public


def _sd_hash(presented: SdJwtParts, hash_name: str) -> str:
    digest = hash_named(hash_name)(presented.bound_bytes).digest()
    return base64url.encode(digest).decode("ascii")
