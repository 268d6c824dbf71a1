"""VC-JOSE-COSE 1.0: a VCDM 2.0 document itself as the payload of a JWT (`vc+jwt`) or SD-JWT (`vc+sd-jwt`)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from app.credentials.claim_paths import Path
from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import (
    KidIssuerMismatch,
    MalformedCredential,
    MalformedJws,
    TooLarge,
    TypMismatch,
)
from app.credentials.formats.base import UnverifiedClaims, UnverifiedCredential, UnverifiedProof
from app.credentials.formats.jose import (
    CompactJws,
    HeaderRules,
    encode_header,
    name_of_key,
    read_jws,
    sign_jws,
    take_registered,
    type_of,
)
from app.credentials.formats.key_binding import refuse_key_binding
from app.credentials.formats.sd_jwt import issue_sd_jwt, read_sd_jwt
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Randomness, Signer
from app.credentials.reading import read_issuer_id, read_optional_text
from app.credentials.statement import OpenStatement, Statement, read_period
from app.credentials.status.entry import parse_token_status_entry
from app.credentials.times import parse_time, read_numeric_date

VC_JWT_TYPE: Final = "vc+jwt"
VC_SD_JWT_TYPE: Final = "vc+sd-jwt"
_HEADER: Final = (("typ", VC_JWT_TYPE), ("cty", "vc"))
_OPTIONAL: Final = frozenset({"cty"})
_RULES: Final = HeaderRules(frozenset({VC_JWT_TYPE}), optional=_OPTIONAL)
_SD_RULES: Final = HeaderRules(frozenset({VC_SD_JWT_TYPE}), optional=_OPTIONAL)
# What decides whose credential it is and whether it is valid; a disclosure may hold none of it.
NEVER_HIDDEN: Final = frozenset(
    {"@context", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema"}
    | {"iss", "exp", "nbf", "iat", "cnf", "id", "status"}
)


class VcJoseJwt:
    """The format `vc+jwt` (section 3.1.1)."""

    name: str = VC_JWT_TYPE

    def recognises(self, text: bytes) -> bool:
        """A compact JWS that says so in its `typ`."""
        return b"~" not in text and b"." in text and type_of(text) == VC_JWT_TYPE

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Parse the exact compact form; raises CredentialError."""
        if len(text) > policy.max_bytes:
            raise TooLarge
        jws = read_jws(text, _RULES, policy)
        return read_document(self.name, jws, jws.payload, text, profile)

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Whether the key made the signature over header and payload as they stand in the text."""
        return key.verifies(proof.signed_bytes, proof.signature)

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """What the document says, within the times of the token; raises CredentialError."""
        return interpret_document(unverified)

    @staticmethod
    def signing_input(credential: Credential | Mapping[str, Any], *, kid: str, algorithm: str) -> bytes:
        """The exact bytes to sign: the document and nothing beside it, so that nothing can contradict it."""
        return (
            encode_header(kid, str(algorithm), _HEADER)
            + b"."
            + base64url.encode(strict_json.dumps(_document_of(credential)))
        )

    def secure(self, credential: Credential | Mapping[str, Any], signer: Signer) -> SecuredCredential:
        """Sign in one step; raises MalformedCredential for what is no document of one issuer."""
        text = sign_jws(_document_of(credential), signer, typ=VC_JWT_TYPE, cty="vc")
        return SecuredCredential(self.name, text.decode("ascii"))


class VcJoseSdJwt:
    """The format `vc+sd-jwt` (section 3.2.1); SD-JWT VC once had this name too, and is told apart by content."""

    name: str = VC_SD_JWT_TYPE

    def recognises(self, text: bytes) -> bool:
        """An SD-JWT that says so in its `typ`, with a W3C document in it."""
        return b"~" in text and type_of(text) == VC_SD_JWT_TYPE and _holds_document(text)

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Parse the compact form and put the disclosures in their places; raises CredentialError."""
        found = read_sd_jwt(text, _SD_RULES, policy=policy, never_hidden=NEVER_HIDDEN)
        refuse_key_binding(found)
        document = read_document(self.name, found.jws, found.revealed.claims, text, profile)
        return document._replace(is_partial=found.revealed.is_partial)

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Whether the key made the signature of the issuer-signed JWT."""
        return key.verifies(proof.signed_bytes, proof.signature)

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """What the document says, within the times of the token; raises CredentialError."""
        return interpret_document(unverified)

    def secure(
        self,
        credential: Credential | Mapping[str, Any],
        signer: Signer,
        *,
        hidden: Collection[Path] = (),
        randomness: Randomness | None = None,
        holder: PublicKey | None = None,
    ) -> SecuredCredential:
        """Sign with the claims at `hidden` behind digests, for the holder whose key `cnf` shall name.

        Raises ValueError without `randomness` for the salts, or for a claim that may not be hidden.
        """
        document = _document_of(credential)
        if holder is not None:
            document["cnf"] = {"jwk": holder.to_jwk()}
        if any(path[0] in NEVER_HIDDEN for path in hidden):
            raise ValueError("a claim that decides whether the credential is valid cannot be hidden")
        if randomness is None:
            raise ValueError("an SD-JWT needs random salts")
        text = issue_sd_jwt(document, hidden, signer, randomness=randomness, typ=VC_SD_JWT_TYPE, cty="vc")
        return SecuredCredential(self.name, text.decode("ascii"))


def read_document(
    name: str, jws: CompactJws, payload: dict[str, Any], text: bytes, profile: DocumentProfile
) -> UnverifiedCredential:
    """The credential in a payload, when the claims of the token agree with it (section 3.1.3)."""
    if jws.header.get("cty", "vc") != "vc":
        raise TypMismatch("The token holds something else than a credential.")
    if "vc" in payload or "vp" in payload:
        raise MalformedJws("The token holds its credential in a claim, as version 1.1 did.")
    registered = take_registered(payload, ("cnf", "status"))
    profile.ensure_fits(payload)
    issuer_id = read_issuer_id(payload)
    if registered.get("iss", issuer_id) != issuer_id:
        raise KidIssuerMismatch("The token and the credential name different issuers.")
    _ensure_agreement(payload, registered)
    proof = UnverifiedProof(
        kid=name_of_key(jws.header, issuer_id),
        algorithm=jws.header["alg"],
        options=jws.header,
        signature=jws.signature,
        signed_bytes=jws.signed_bytes,
    )
    return UnverifiedCredential(
        format=name,
        profile=profile,
        claims=UnverifiedClaims(payload),
        registered=registered,
        issuer_id=issuer_id,
        credential_id=read_optional_text(payload, "id") or "",
        proofs=(proof,),
        raw=text,
    )


def _ensure_agreement(document: Mapping[str, Any], registered: Mapping[str, Any]) -> None:
    subject = document.get("credentialSubject")
    subject_id = subject.get("id") if type(subject) is dict else None
    for name, expected in (("jti", document.get("id")), ("sub", subject_id)):
        if name in registered and registered[name] != expected:
            raise MalformedJws("The token and the credential in it contradict each other.")


def interpret_document(unverified: UnverifiedCredential) -> Statement:
    """The statement of the document; where the token has times too, the narrower ones count."""
    registered = unverified.registered
    if unverified.profile.terms is None and type(registered.get("iat")) is str:
        # The suite of W3C itself writes a date here; nothing is judged by it.
        parse_time(registered["iat"])
    else:
        read_numeric_date(registered, "iat")
    read_period(unverified.claims)
    statement = unverified.profile.interpret(unverified.claims)
    starts = [statement.valid_from, read_numeric_date(registered, "nbf")]
    ends = [statement.valid_until, read_numeric_date(registered, "exp")]
    changes: dict[str, Any] = {
        "valid_from": max([at for at in starts if at is not None], default=None),
        "valid_until": min([at for at in ends if at is not None], default=None),
        "token_status": parse_token_status_entry(registered),
    }
    assert isinstance(statement, Credential | OpenStatement)
    return replace(statement, **changes)


def _document_of(credential: Credential | Mapping[str, Any]) -> dict[str, Any]:
    document = credential.to_document() if isinstance(credential, Credential) else dict(credential)
    if isinstance(credential, Credential) and credential.token_status is not None:
        document["status"] = credential.token_status.to_claim()
    read_issuer_id(document)
    if "vc" in document or "vp" in document:
        raise MalformedCredential("A document of version 2.0 is not wrapped in a claim.")
    return document


def _holds_document(text: bytes) -> bool:
    # Escapes in a name only change which of two strict readers refuses the text.
    parts = text.partition(b"~")[0].split(b".")
    try:
        return len(parts) == 3 and b'"@context"' in base64url.decode(parts[1])
    except ValueError:
        return False
