"""VC-JWT: the compact JWS form of Open Badges 3.0 (section 8.2), strictly RFC 7515 and RFC 8725."""

from collections.abc import Mapping
from typing import Any, Final

from app.credentials.achieved import describe_once
from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import (
    KidIssuerMismatch,
    MalformedJws,
    TimeInvalid,
    TooLarge,
)
from app.credentials.formats.base import (
    UnverifiedClaims,
    UnverifiedCredential,
    UnverifiedProof,
    ensure_key_of_issuer,
)
from app.credentials.formats.jose import HeaderRules, encode_header, read_jws, take_registered
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Signer
from app.credentials.reading import read_issuer_id, read_node, read_text
from app.credentials.statement import Statement
from app.credentials.times import ensure_numeric_date, numeric_date, parse_time

_RULES: Final = HeaderRules(frozenset({"JWT"}))
_TYPE: Final = (("typ", "JWT"),)


class VcJwt:
    """The format `vc-jwt`: header exactly alg, kid, typ; payload the credential and the claims that repeat it."""

    name: str = "vc-jwt"

    def recognises(self, text: bytes) -> bool:
        """A compact or JSON serialised JWS; the latter only to be refused by name."""
        if text.startswith(b"{"):
            return b'"signature' in text and b'"payload"' in text
        return b"." in text and b"~" not in text

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Parse the exact compact form (RFC 7515 section 7.1); raises CredentialError."""
        if len(text) > policy.max_bytes:
            raise TooLarge
        jws = read_jws(text, _RULES, policy)
        claims, registered = UnverifiedClaims(jws.payload), take_registered(jws.payload)
        follows = profile.ensure_fits(claims, schemas=policy.schemas)
        issuer_id = read_issuer_id(claims)
        _ensure_agreement(claims, registered, issuer_id)
        proof = UnverifiedProof(
            kid=ensure_key_of_issuer(jws.header["kid"], issuer_id),
            algorithm=jws.header["alg"],
            options=jws.header,
            signature=jws.signature,
            signed_bytes=jws.signed_bytes,
        )
        return UnverifiedCredential(
            format=self.name,
            profile=profile,
            claims=claims,
            registered=registered,
            issuer_id=issuer_id,
            credential_id=claims["id"],
            proofs=(proof,),
            raw=text,
            follows=policy.schemas if follows else None,
        )

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Whether the key made the signature over header and payload as they stand in the text."""
        return key.verifies(proof.signed_bytes, proof.signature)

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """What the document says, once the claims of the token agree with it (VC-JWT, Open Badges 8.2.4)."""
        _ensure_times_agree(unverified.claims, unverified.registered)
        return unverified.profile.interpret(unverified.claims)

    @staticmethod
    def signing_input(credential: Credential | Mapping[str, Any], *, kid: str, algorithm: str) -> bytes:
        """The exact bytes to sign (RFC 7515 section 5.1): same credential, kid and algorithm, same bytes.

        Raises MalformedCredential or TimeInvalid for a document that lacks what the claims repeat, ValueError for a
        status of another kind.
        """
        if isinstance(credential, Credential):
            if credential.token_status is not None:
                raise ValueError("the status of a VC-JWT stands in a bitstring status list")
            document = credential.to_document(describer=describe_once)
        else:
            document = dict(credential)
        document["iss"] = read_issuer_id(document)
        document["jti"] = read_text(document, "id")
        document["nbf"] = numeric_date(parse_time(document.get("validFrom")))
        document["sub"] = read_text(read_node(document, "credentialSubject"), "id")
        if "validUntil" in document:
            document["exp"] = numeric_date(parse_time(document["validUntil"]))
        return (
            encode_header(kid, str(algorithm), _TYPE) + b"." + base64url.encode(strict_json.dumps(document))
        )

    @staticmethod
    def assemble(signing_input: bytes, signature: bytes) -> SecuredCredential:
        """Join the signed bytes and their signature to the text that leaves the house."""
        return SecuredCredential(
            VcJwt.name, (signing_input + b"." + base64url.encode(signature)).decode("ascii")
        )

    @staticmethod
    def secure(credential: Credential | Mapping[str, Any], signer: Signer) -> SecuredCredential:
        """Sign in one step, where nothing has to be recorded in between."""
        signing_input = VcJwt.signing_input(credential, kid=signer.kid, algorithm=signer.algorithm)
        return VcJwt.assemble(signing_input, signer.sign(signing_input))


def secure_document(document: Mapping[str, Any], signer: Signer) -> SecuredCredential:
    """Sign a document of another profile than the passport's, such as a status list."""
    return VcJwt.secure(document, signer)


def _ensure_agreement(claims: UnverifiedClaims, registered: Mapping[str, Any], issuer_id: str) -> None:
    if registered.get("iss") != issuer_id:
        raise KidIssuerMismatch("The token and the credential name different issuers.")
    subject = read_node(claims, "credentialSubject")
    if registered.get("jti") != read_text(claims, "id") or registered.get("sub") != read_text(subject, "id"):
        raise MalformedJws("The token and the credential in it contradict each other.")


def _ensure_times_agree(claims: UnverifiedClaims, registered: Mapping[str, Any]) -> None:
    valid_from = parse_time(claims.get("validFrom"))
    ensure_numeric_date(registered.get("nbf"), valid_from)
    if ("exp" in registered) != ("validUntil" in claims):
        raise TimeInvalid("The token and the credential disagree on an end.")
    if "validUntil" in claims:
        valid_until = parse_time(claims["validUntil"])
        ensure_numeric_date(registered["exp"], valid_until)
        if valid_until < valid_from:
            raise TimeInvalid("The credential ends before it begins.")
    if type(registered.get("iat", 0)) is not int:
        raise TimeInvalid("The time of issue is not an integer.")
