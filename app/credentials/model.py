"""The credential as the service speaks of it, and its Open Badges 3.0 form (VCDM 2.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256
from typing import Any, Final, TypeAlias
from uuid import NAMESPACE_URL

from app.credentials.achieved import Describer, describe, read_achieved, write_achieved
from app.credentials.achievement import Achievement, Alignment, ValidationLevel
from app.credentials.assessment import AssessmentSummary
from app.credentials.errors import MalformedCredential
from app.credentials.evidence import Evidence, read_evidence, write_evidence
from app.credentials.reading import read_node, read_nodes, read_optional_text, read_text
from app.credentials.status.entry import StatusEntry, TokenStatusEntry, parse_status_entries
from app.credentials.times import format_time, parse_time

__all__ = [
    "Achievement",
    "Alignment",
    "AssessmentSummary",
    "Assessor",
    "Credential",
    "CredentialSchema",
    "Evidence",
    "Profile",
    "SecuredCredential",
    "StatusEntry",
    "Subject",
    "ValidationLevel",
]

JsonObject: TypeAlias = dict[str, Any]

CREDENTIALS_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
_URL_NAMESPACE: Final = NAMESPACE_URL.bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """An organisation that issues. `id` is its DID or URL, `url` its website."""

    id: str
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Assessor:
    """Who assessed, by role only: a person's name never enters a credential."""

    role: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The person the credential is about. `id` is a URI without personal data."""

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialSchema:
    """A JSON Schema that the credential follows (VCDM 2.0 section 4.11)."""

    id: str
    type: str = "1EdTechJsonSchemaValidator2019"


OPEN_BADGES_SCHEMA: Final = CredentialSchema(
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


@dataclass(frozen=True, slots=True)
class Credential:
    """One achievement of one person, as an issuer says it. Times are aware and in whole seconds.

    `last_shown_at` is when the skill was last seen, `supersedes` the id of the credential whose place this one takes.
    """

    id: str
    issuer: Profile
    subject: Subject
    achievement: Achievement
    valid_from: datetime
    level: ValidationLevel | None = None
    evidence: tuple[Evidence, ...] = ()
    assessor: Assessor | None = None
    awarded_at: datetime | None = None
    valid_until: datetime | None = None
    status: tuple[StatusEntry, ...] = ()
    schemas: tuple[CredentialSchema, ...] = (OPEN_BADGES_SCHEMA,)
    token_status: TokenStatusEntry | None = None
    assessment: AssessmentSummary | None = None
    last_shown_at: datetime | None = None
    supersedes: str | None = None

    def to_document(self, *, describer: Describer = describe) -> JsonObject:
        """The Open Badges 3.0 document (VCDM 2.0); raises TimeInvalid on a naive time.

        With another `describer` the achievement in it is what that makes of it, for who only writes the document.
        """
        # The type of an Open Badges schema is a term of the third context only.
        contexts = [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT]
        if self.schemas:
            contexts.append(OPEN_BADGES_EXTENSIONS)
        document: JsonObject = {
            "@context": contexts,
            "id": self.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": self.achievement.name,
            "issuer": write_profile(self.issuer),
            "validFrom": format_time(self.valid_from),
        }
        if self.valid_until is not None:
            document["validUntil"] = format_time(self.valid_until)
        if self.awarded_at is not None:
            document["awardedDate"] = format_time(self.awarded_at)
        document["credentialSubject"] = _write_subject(self, describer)
        if evidence := write_evidence(self.evidence, self.supersedes):
            document["evidence"] = evidence
        if self.status:
            entries = [entry.to_document() for entry in self.status]
            document["credentialStatus"] = entries[0] if len(entries) == 1 else entries
        if self.schemas:
            document["credentialSchema"] = [{"id": schema.id, "type": schema.type} for schema in self.schemas]
        return document

    @property
    def issuer_id(self) -> str:
        """The identifier of the issuer."""
        return self.issuer.id

    @property
    def has_unknown_status(self) -> bool:
        """False: a status of an unknown kind is refused when the document is read."""
        return False

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Credential":
        """Read an Open Badges 3.0 document; raises MalformedCredential, TimeInvalid or StatusListError."""
        subject = read_node(document, "credentialSubject")
        achievement, level, assessment = read_achieved(
            read_node(subject, "achievement"),
            read_nodes(subject, "result"),
            read_optional_text(subject, "narrative"),
        )
        evidence, supersedes = read_evidence(document)
        return cls(
            read_text(document, "id"),
            read_profile(document.get("issuer")),
            Subject(read_text(subject, "id"), _read_subject_name(subject)),
            achievement,
            parse_time(document.get("validFrom")),
            level,
            evidence,
            read_assessor(subject),
            parse_time(document["awardedDate"]) if "awardedDate" in document else None,
            parse_time(document["validUntil"]) if "validUntil" in document else None,
            parse_status_entries(document),
            tuple([_read_schema(node) for node in read_nodes(document, "credentialSchema")]),
            None,
            assessment,
            parse_time(subject["activityEndDate"]) if "activityEndDate" in subject else None,
            supersedes,
        )


@dataclass(frozen=True, slots=True)
class SecuredCredential:
    """The signed text. Its digest names these exact bytes; the signature part is never an identity."""

    format: str
    text: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text."""
        return sha256(self.text.encode("utf-8")).digest()


def write_profile(profile: Profile) -> JsonObject:
    """The Open Badges 3.0 Profile of an organisation."""
    document: JsonObject = {"id": profile.id, "type": ["Profile"], "name": profile.name}
    if profile.url is not None:
        document["url"] = profile.url
    return document


def _write_subject(credential: Credential, describer: Describer) -> JsonObject:
    subject = credential.subject
    document: JsonObject = {"id": subject.id, "type": ["AchievementSubject"]}
    if subject.name is not None:
        identity = {"type": "IdentityObject", "identityHash": subject.name, "identityType": "name"}
        document["identifier"] = [{**identity, "hashed": False}]
    document["achievement"], results = write_achieved(
        credential.achievement, credential.level, credential.assessment, describer=describer
    )
    if results:
        document["result"] = results
    if credential.assessment is not None and credential.assessment.reasons is not None:
        document["narrative"] = credential.assessment.reasons
    if credential.last_shown_at is not None:
        document["activityEndDate"] = format_time(credential.last_shown_at)
    if credential.assessor is not None:
        document["source"] = write_assessor(credential.id, credential.assessor)
    return document


def write_assessor(credential_id: str, assessor: Assessor) -> JsonObject:
    """The source of a subject (Open Badges 3.0): an identifier that follows from the credential, and the role."""
    return {"id": _name_urn(credential_id + "#assessor"), "type": ["Profile"], "name": assessor.role}


def _name_urn(name: str) -> str:
    """The UUID of a name in the namespace of URLs (RFC 9562 section 5.5), as `uuid.uuid5` makes it, at a third of its cost."""
    digits = sha1(_URL_NAMESPACE + name.encode("utf-8"), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def read_assessor(subject: Mapping[str, Any]) -> Assessor | None:
    """The role in the source of a subject, None without one; raises MalformedCredential."""
    return Assessor(read_text(read_node(subject, "source"), "name")) if "source" in subject else None


def read_profile(value: Any) -> Profile:
    """The issuer as it stands in a document: an identifier or a profile; raises MalformedCredential."""
    if type(value) is str and value:
        return Profile(value, "")
    if type(value) is not dict:
        raise MalformedCredential("The member issuer must be one identifier or profile.")
    return Profile(
        read_text(value, "id"), read_optional_text(value, "name") or "", read_optional_text(value, "url")
    )


def _read_subject_name(subject: JsonObject) -> str | None:
    for identity in read_nodes(subject, "identifier"):
        if identity.get("identityType") == "name" and identity.get("hashed") is False:
            return read_text(identity, "identityHash")
    return None


def _read_schema(node: JsonObject) -> CredentialSchema:
    return CredentialSchema(read_text(node, "id"), read_text(node, "type"))
