"""What can be wrong with a credential: one class per stable code, each tied to the check it fails."""

from typing import ClassVar, Final

SECURITY: Final = "https://w3id.org/security#"


class CredentialError(Exception):
    """A verification step failed. `check` is the step, `code` the stable code, the message is for people."""

    check: ClassVar[str] = "format"
    code: ClassVar[str]
    title: ClassVar[str]
    problem_type: ClassVar[str | None] = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)

    @property
    def detail(self) -> str:
        """The sentence for the report; it never repeats input."""
        return str(self)


class MalformedJws(CredentialError):
    """Not an exact compact JWS (RFC 7515 section 7.1), or its claims contradict the credential."""

    code = "malformed_jws"
    title = "The text is not a compact signed credential."


class MalformedSdJwt(CredentialError):
    """Not an SD-JWT in its compact form, or digests where none can be (RFC 9901 sections 4 and 7.1)."""

    code = "malformed_sd_jwt"
    title = "The text is not a credential with selective disclosure."


class DisclosureInvalid(CredentialError):
    """A disclosure that the issuer did not sign, that occurs twice, or that hides what may not be hidden."""

    check = "signature"
    code = "disclosure_invalid"
    title = "A part that was shown does not belong to the credential."


class JsonNotStrict(CredentialError):
    """Not I-JSON (RFC 7493): duplicate names, NaN, a byte order mark, a lone surrogate, a huge integer."""

    code = "json_not_strict"
    title = "The JSON can be read in more than one way."


class TypMismatch(CredentialError):
    """The header says that this is another kind of token (RFC 8725 section 3.11)."""

    code = "typ_mismatch"
    title = "The token says it is of another type."


class UnknownFormat(CredentialError):
    """No registered format recognises the text."""

    code = "unsupported_format"
    title = "The format of the credential is not supported."


class MalformedContainer(CredentialError):
    """A picture or document that carries no credential, or carries it in a broken way (Open Badges 3.0, 5.3)."""

    code = "malformed_container"
    title = "The file carries no readable credential."


class CarriesNothing(MalformedContainer):
    """A picture or document in order that carries no credential: no reason to distrust whoever sent it."""


class ContextNotAllowed(CredentialError):
    """The @context is not one of the exact lists of the profile (VCDM 2.0 section 4.3)."""

    code = "context_not_allowed"
    title = "The credential uses a context that is not allowed."


class DataLoss(CredentialError):
    """A term is used that the contexts do not define, so a reader may drop it."""

    code = "data_loss"
    title = "The credential holds terms that its contexts do not define."


class MalformedCredential(CredentialError):
    """The document lacks what Open Badges 3.0 asks of a credential."""

    code = "schema_mismatch"
    title = "The document is not a complete Open Badges 3.0 credential."


class TooLarge(CredentialError):
    """More bytes or members than the limits allow."""

    check = "limits"
    code = "too_large"
    title = "The credential is too large."


class JsonTooDeep(CredentialError):
    """Nested deeper than the limits allow."""

    check = "limits"
    code = "json_too_deep"
    title = "The JSON is nested too deeply."


class CanonicalizationBudget(CredentialError):
    """Making the graph canonical would take more work than the limits allow (RDFC-1.0 section 7.1)."""

    check = "limits"
    code = "canonicalization_budget"
    title = "The credential takes too much work to check."


class InvalidIdentifier(CredentialError):
    """An identifier of an unknown method, or one that cannot safely be resolved."""

    check = "issuer_key"
    code = "resolution_refused"
    title = "The identifier of the issuer cannot be resolved safely."


class KeyNotTrusted(CredentialError):
    """The key comes from the token itself, or the issuer does not list it for this purpose."""

    check = "issuer_key"
    code = "key_not_trusted"
    title = "The issuer does not list the key that signed."


class KidIssuerMismatch(CredentialError):
    """The key belongs to another party than the issuer."""

    check = "issuer_key"
    code = "kid_issuer_mismatch"
    title = "The key that signed is not a key of the issuer."


class KeyRetired(CredentialError):
    """The key was retired, and no ledger shows that the credential is older."""

    check = "issuer_key"
    code = "key_retired"
    title = "The key was no longer in use when the credential was signed."


class KeyCompromised(CredentialError):
    """The key was stolen, and no ledger shows that the credential is older."""

    check = "issuer_key"
    code = "key_compromised"
    title = "The key of the issuer was compromised."


class AlgorithmNotAllowed(CredentialError):
    """The algorithm is not on the closed list, or is not the algorithm of the key (RFC 8725 section 3.1)."""

    check = "algorithm"
    code = "alg_not_allowed"
    title = "The signature algorithm is not allowed."


class BadSignature(CredentialError):
    """The signature does not fit the bytes and the key."""

    check = "signature"
    code = "bad_signature"
    title = "The credential was changed after it was signed, or was signed with another key."


class MalformedProof(CredentialError):
    """Not a Data Integrity proof, or one that refers to what is not there (VC Data Integrity section 2.1)."""

    code = "malformed_proof"
    title = "The proof in the document is not a complete Data Integrity proof."


class ProofInvalid(BadSignature):
    """The proof does not fit the document, its own members and the key (VC Data Integrity section 4.2)."""

    problem_type = SECURITY + "PROOF_VERIFICATION_ERROR"


class ProofPurposeMismatch(CredentialError):
    """The proof was made for another purpose (VC Data Integrity section 2.1)."""

    check = "signature"
    code = "proof_purpose_mismatch"
    title = "The proof was made for another purpose."


class ProofExpired(CredentialError):
    """The time after which the proof does not count has passed (VC Data Integrity section 2.1)."""

    check = "signature"
    code = "proof_expired"
    title = "The proof has expired."


class ProofGenerationFailed(CredentialError):
    """No proof can be made for this document with this key (VC Data Integrity section 4.1)."""

    check = "signature"
    code = "proof_generation_failed"
    title = "The document cannot be signed."


class HolderBindingFailed(CredentialError):
    """The holder did not prove, for this verifier and this request, that the credential is theirs."""

    check = "signature"
    code = "holder_binding_failed"
    title = "The holder did not prove that the credential is theirs."


class InvalidDomain(HolderBindingFailed):
    """The presentation was made for another verifier (VC Data Integrity section 4.2)."""

    problem_type = SECURITY + "INVALID_DOMAIN_ERROR"
    title = "The presentation was made for another verifier."


class InvalidChallenge(HolderBindingFailed):
    """The presentation was made for another request (VC Data Integrity section 4.2)."""

    problem_type = SECURITY + "INVALID_CHALLENGE_ERROR"
    title = "The presentation was made for another request."


class TimeInvalid(CredentialError):
    """A time is not an xsd:dateTimeStamp or an integer NumericDate, or the two contradict each other."""

    check = "validity_period"
    code = "time_invalid"
    title = "A time in the credential is not valid."


class StatusListError(CredentialError):
    """A status list or entry that is there but wrong (Bitstring Status List 1.0 section 3.2)."""

    check = "status_revocation"
    code = "status_list_invalid"
    title = "The status list of the issuer is not correct."


class StatusListTooLarge(StatusListError):
    """The list expands to more bytes than the limit."""

    code = "decompressed_too_large"
    title = "The status list of the issuer is too large."
