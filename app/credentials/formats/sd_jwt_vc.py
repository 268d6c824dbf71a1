"""SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-19): the format `dc+sd-jwt`, over the engine of RFC 9901."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.credentials.claim_paths import Path
from app.credentials.encoding import base64url, strict_json
from app.credentials.errors import MalformedCredential
from app.credentials.formats.base import UnverifiedClaims, UnverifiedCredential, UnverifiedProof
from app.credentials.formats.concealing import conceal
from app.credentials.formats.jose import HeaderRules, encode_header, name_of_key
from app.credentials.formats.key_binding import refuse_key_binding
from app.credentials.formats.sd_jwt import SdJwtParts, UnverifiedSdJwt, read_sd_jwt
from app.credentials.formats.skill_claims import (
    FIRST_SKILL_TYPE,
    HIDDEN,
    SKILL_TYPE,
    read_credential,
    write_claims,
)
from app.credentials.keys.jwk import PublicKey
from app.credentials.model import Credential, SecuredCredential
from app.credentials.policy import DocumentProfile, VerificationPolicy
from app.credentials.ports import Randomness, Signer
from app.credentials.reading import read_optional_text, read_text
from app.credentials.statement import OpenStatement, Statement
from app.credentials.status.entry import parse_token_status_entry
from app.credentials.times import read_numeric_date

SD_JWT_VC_TYPE: Final = "dc+sd-jwt"
# The older name, which VC-JOSE-COSE has since taken: read, never written.
_RULES: Final = HeaderRules(
    frozenset({SD_JWT_VC_TYPE, "vc+sd-jwt"}),
    frozenset({"alg", "typ"}),
    frozenset({"kid", "x5c"}),
    max_bytes=16_384,
)
_TYPE: Final = (("typ", SD_JWT_VC_TYPE),)
# Section 2.2.2.3, with `iat` and `jti`, which the verifier of a skills passport needs as well.
NEVER_HIDDEN: Final = frozenset(
    {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "aka_vcts", "iat", "jti"}
)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What is to be signed, and the disclosures that go with it: recorded before anything leaves the house."""

    signing_input: bytes
    disclosures: tuple[bytes, ...]


class SdJwtVc:
    """The format `dc+sd-jwt`: claims of a type (`vct`), some of them behind digests."""

    name: str = "dc+sd-jwt"

    def recognises(self, text: bytes) -> bool:
        """Text with tildes that is not a W3C document in an SD-JWT."""
        return b"~" in text and not text.startswith(b"{")

    def read(
        self, text: bytes, *, policy: VerificationPolicy, profile: DocumentProfile
    ) -> UnverifiedCredential:
        """Parse the compact form and put the disclosures in their places; raises CredentialError.

        A key binding JWT is refused here: `key_binding.unbind` takes it off where one was asked for.
        """
        found = read_sd_jwt(text, _RULES, policy=policy, never_hidden=NEVER_HIDDEN)
        refuse_key_binding(found)
        claims = found.revealed.claims
        vct, issuer_id = read_text(claims, "vct"), read_text(claims, "iss")
        _ensure_type(vct, found, policy, profile)
        return _unverified(text, profile, found, issuer_id)

    def is_proven_by(self, unverified: UnverifiedCredential, proof: UnverifiedProof, key: PublicKey) -> bool:
        """Whether the key made the signature of the issuer-signed JWT."""
        return key.verifies(proof.signed_bytes, proof.signature)

    def interpret(self, unverified: UnverifiedCredential) -> Statement:
        """What the claims say; raises MalformedCredential, TimeInvalid or StatusListError."""
        if unverified.profile.terms is not None:
            return read_credential(unverified.claims)
        claims = unverified.claims
        return OpenStatement(
            unverified.issuer_id,
            read_numeric_date(claims, "nbf"),
            read_numeric_date(claims, "exp"),
            token_status=parse_token_status_entry(claims),
        )

    @staticmethod
    def prepare(
        credential: Credential | Mapping[str, Any],
        *,
        kid: str,
        algorithm: str,
        randomness: Randomness,
        holder: PublicKey | None = None,
        hidden: Collection[Path] = HIDDEN,
        vct: str = SKILL_TYPE,
        vct_integrity: str | None = None,
    ) -> Unsigned:
        """Everything but the signature: the same input and the same random bytes give the same result.

        A mapping is taken as the claims of another type as they stand. `holder` is the key that the holder will
        have to prove (`cnf`). Raises ValueError when a claim is to be hidden that may not be.
        """
        is_ours = isinstance(credential, Credential)
        claims = (
            write_claims(credential, vct=vct, vct_integrity=vct_integrity)
            if isinstance(credential, Credential)
            else dict(credential)
        )
        if holder is not None:
            claims["cnf"] = {"jwk": holder.to_jwk()}
        if any(path[0] in NEVER_HIDDEN for path in hidden):
            raise ValueError("a claim that decides whether the credential is valid cannot be hidden")
        payload, disclosures = conceal(claims, hidden, randomness=randomness, is_ours=is_ours)
        signing_input = (
            encode_header(kid, str(algorithm), _TYPE) + b"." + base64url.encode(strict_json.dumps(payload))
        )
        return Unsigned(signing_input, disclosures)

    @staticmethod
    def assemble(unsigned: Unsigned, signature: bytes) -> SecuredCredential:
        """Join what was signed, its signature and its disclosures to the text that leaves the house."""
        jwt = unsigned.signing_input + b"." + base64url.encode(signature)
        return SecuredCredential(SdJwtVc.name, SdJwtParts(jwt, unsigned.disclosures).text.decode("ascii"))

    def secure(
        self,
        credential: Credential | Mapping[str, Any],
        signer: Signer,
        *,
        randomness: Randomness | None = None,
        holder: PublicKey | None = None,
    ) -> SecuredCredential:
        """Sign in one step with the usual claims hidden; raises ValueError without `randomness` for the salts."""
        if randomness is None:
            raise ValueError("an SD-JWT needs random salts")
        unsigned = self.prepare(
            credential, kid=signer.kid, algorithm=signer.algorithm, randomness=randomness, holder=holder
        )
        return self.assemble(unsigned, signer.sign(unsigned.signing_input))


def _ensure_type(
    vct: str, found: UnverifiedSdJwt, policy: VerificationPolicy, profile: DocumentProfile
) -> None:
    claims = found.revealed.claims
    integrity = read_text(claims, "vct#integrity") if "vct#integrity" in claims else None
    types = policy.credential_types
    kind = types.find(vct, integrity=integrity) if types is not None else None
    if kind is not None and not kind.is_kept_by(claims, found.revealed.places):
        kind.ensure_fits(claims, found.revealed.by_path())
    if profile.terms is None:
        return
    lineage = (vct,) if kind is None else kind.lineage
    if profile.name != "passport" or not {SKILL_TYPE, FIRST_SKILL_TYPE}.intersection(lineage):
        raise MalformedCredential("The credential is not of the expected type.")


def _unverified(
    text: bytes, profile: DocumentProfile, found: UnverifiedSdJwt, issuer_id: str
) -> UnverifiedCredential:
    claims, jws = found.revealed.claims, found.jws
    proof = UnverifiedProof(
        kid=name_of_key(jws.header, issuer_id),
        algorithm=jws.header["alg"],
        options=jws.header,
        signature=jws.signature,
        signed_bytes=jws.signed_bytes,
    )
    return UnverifiedCredential(
        format=SdJwtVc.name,
        profile=profile,
        claims=UnverifiedClaims(claims),
        registered={},
        issuer_id=issuer_id,
        credential_id=read_optional_text(claims, "jti") or "",
        proofs=(proof,),
        raw=text,
    )
