"""The closed list of terms per node of a credential: what the Open Badges 3.0 and VCDM 2.0 contexts define."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import jsonschema_rs

from app.credentials.errors import ContextNotAllowed, DataLoss

# A node maps each allowed name to the node below it, or to None for a plain value.
Node: TypeAlias = dict[str, Any]


def _node(*leaves: str, **below: Node) -> Node:
    return {"id": None, "type": None, **dict.fromkeys(leaves), **below}


_ALIGNMENT: Final = _node(
    "targetCode", "targetDescription", "targetFramework", "targetName", "targetType", "targetUrl"
)
_IMAGE: Final = _node("caption")
_IDENTIFIER: Final = _node("identifier", "identifierType")
_IDENTITY: Final = _node("hashed", "identityHash", "identityType", "salt")
_ADDRESS: Final = _node(
    "addressCountry",
    "addressCountryCode",
    "addressLocality",
    "addressRegion",
    "postOfficeBoxNumber",
    "postalCode",
    "streetAddress",
    geo=_node("latitude", "longitude"),
)
_SCHEMA: Final = _node("digestSRI", "digestMultibase")
_STATUS: Final = _node(
    "statusPurpose", "statusListIndex", "statusListCredential", "statusSize", "statusReference"
)
_EVIDENCE: Final = _node("audience", "description", "genre", "name", "narrative")
_RESULT_DESCRIPTION: Final = _node(
    "allowedValue",
    "name",
    "requiredLevel",
    "requiredValue",
    "resultType",
    "valueMax",
    "valueMin",
    alignment=_ALIGNMENT,
    rubricCriterionLevel=_node("description", "level", "name", "points", alignment=_ALIGNMENT),
)
_RESULT: Final = _node("achievedLevel", "resultDescription", "status", "value", alignment=_ALIGNMENT)
_PROFILE: Final = _node(
    "additionalName",
    "dateOfBirth",
    "description",
    "email",
    "endorsementJwt",
    "familyName",
    "familyNamePrefix",
    "givenName",
    "honorificPrefix",
    "honorificSuffix",
    "name",
    "official",
    "patronymicName",
    "phone",
    "url",
    address=_ADDRESS,
    image=_IMAGE,
    otherIdentifier=_IDENTIFIER,
)
_PROFILE["parentOrg"] = _PROFILE
_ACHIEVEMENT: Final = _node(
    "achievementType",
    "creditsAvailable",
    "description",
    "endorsementJwt",
    "fieldOfStudy",
    "humanCode",
    "inLanguage",
    "name",
    "specialization",
    "tag",
    "version",
    alignment=_ALIGNMENT,
    creator=_PROFILE,
    criteria=_node("narrative"),
    image=_IMAGE,
    otherIdentifier=_IDENTIFIER,
    related=_node("inLanguage", "version"),
    resultDescription=_RESULT_DESCRIPTION,
)
_SUBJECT: Final = _node(
    "activityEndDate",
    "activityStartDate",
    "creditsEarned",
    "licenseNumber",
    "narrative",
    "role",
    "term",
    achievement=_ACHIEVEMENT,
    identifier=_IDENTITY,
    image=_IMAGE,
    result=_RESULT,
    source=_PROFILE,
)

OPEN_BADGE: Final = _node(
    "@context",
    "awardedDate",
    "description",
    "endorsementJwt",
    "name",
    "validFrom",
    "validUntil",
    credentialSchema=_SCHEMA,
    credentialStatus=_STATUS,
    credentialSubject=_SUBJECT,
    evidence=_EVIDENCE,
    image=_IMAGE,
    issuer=_PROFILE,
    refreshService=_node(),
    termsOfUse=_node(),
)
ENDORSEMENT: Final = _node(
    "@context",
    "awardedDate",
    "description",
    "name",
    "validFrom",
    "validUntil",
    credentialSubject=_node("endorsementComment"),
    issuer=_PROFILE,
)
STATUS_LIST: Final = _node(
    "@context",
    "description",
    "name",
    "validFrom",
    "validUntil",
    credentialSubject=_node("encodedList", "statusPurpose", "ttl"),
    issuer=_node("description", "name"),
)

KNOWN_TYPES: Final = frozenset(
    {
        "VerifiableCredential",
        "OpenBadgeCredential",
        "AchievementCredential",
        "BitstringStatusListCredential",
        "BitstringStatusList",
        "BitstringStatusListEntry",
        "EndorsementCredential",
        "EndorsementSubject",
        "Achievement",
        "AchievementSubject",
        "Address",
        "Alignment",
        "Criteria",
        "Evidence",
        "GeoCoordinates",
        "IdentifierEntry",
        "IdentityObject",
        "Image",
        "JsonSchema",
        "Profile",
        "Related",
        "Result",
        "ResultDescription",
        "RubricCriterionLevel",
        "1EdTechJsonSchemaValidator2019",
        "1EdTechRevocationList",
        "1EdTechCredentialRefresh",
    }
)

# Their datatype makes one quad of the JSON value and of its text, and a reader takes only one of the two.
NATIVE: Final = frozenset({"hashed", "creditsAvailable", "creditsEarned"})


def ensure_known_terms(document: Mapping[str, Any], allowed: Node) -> None:
    """Raise DataLoss on any term the node's contexts do not define, ContextNotAllowed on an inner context.

    A JSON-LD processor drops such a term, so two readers would see two credentials.
    """
    for name, value in document.items():
        if name not in allowed:
            raise ContextNotAllowed() if name == "@context" else DataLoss()
        below, kind = allowed[name], type(value)
        if below is None:
            if kind is not str or name == "type" or name in NATIVE:
                _ensure_plain(name, value)
        elif kind is dict:
            ensure_known_terms(value, below)
        elif kind is list:
            for item in value:
                if type(item) is dict:
                    ensure_known_terms(item, below)
                elif type(item) is not str:
                    raise DataLoss


def _ensure_plain(name: str, value: Any) -> None:
    values = value if type(value) is list else (value,)
    if name in NATIVE and any(type(item) is str for item in values):
        raise DataLoss("A number or a yes or no is written as a text.")
    for item in values:
        if type(item) is dict or type(item) is list:
            raise DataLoss
    if name == "type" and not KNOWN_TYPES.issuperset(values):
        raise DataLoss("The credential uses a type that its contexts do not define.")


class Vocabulary:
    """The terms of one kind of document, compiled: the common case is answered without walking the document."""

    def __init__(self, root: Node) -> None:
        definitions: dict[str, Any] = {}
        schema = {**closed_schema(root, definitions), "$defs": definitions}
        self.root = root
        self._closed = jsonschema_rs.validator_for(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        )

    def ensure_known(self, document: Mapping[str, Any]) -> None:
        """Raise as `ensure_known_terms` does; the walk runs only to say what is wrong."""
        if not self._closed.is_valid(document):
            ensure_known_terms(document, self.root)


def closed_schema(node: Node, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the schema of an object with these terms alone, which is put into `definitions`."""
    name = str(id(node))
    if name not in definitions:
        definitions[name] = None  # A profile holds profiles: the name must exist before its members are read.
        definitions[name] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                term: plain_schema(term) if below is None else below_schema(below, definitions)
                for term, below in node.items()
            },
        }
    return {"$ref": f"#/$defs/{name}"}


def plain_schema(term: str) -> dict[str, Any]:
    """The schema of a term that holds no object."""
    if term in NATIVE:
        return {"not": {"type": ["object", "string"]}, "items": {"type": ["number", "boolean", "null"]}}
    if term == "type":
        known = {"enum": sorted(KNOWN_TYPES)}
        return {"anyOf": [known, {"type": "array", "items": known}]}
    return {"not": {"type": "object"}, "items": {"type": ["string", "number", "boolean", "null"]}}


def below_schema(node: Node, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a term that holds one object, several, or names of objects."""
    is_node, closed = {"type": "object"}, closed_schema(node, definitions)
    items = {"if": is_node, "then": closed, "else": {"type": "string"}}
    return {"if": is_node, "then": closed, "else": {"items": items}}


def _without(node: Node, term: str, made: dict[int, Node]) -> Node:
    if id(node) not in made:
        copy: Node = {}
        made[id(node)] = copy
        copy |= {name: below and _without(below, term, made) for name, below in node.items() if name != term}
    return made[id(node)]


OPEN_BADGE_TERMS: Final = Vocabulary(OPEN_BADGE)
# The context of Open Badges gained this term in place, so what it means depends on the day it was fetched.
LINKED_OPEN_BADGE_TERMS: Final = Vocabulary(_without(OPEN_BADGE, "endorsementJwt", {}))
ENDORSEMENT_TERMS: Final = Vocabulary(ENDORSEMENT)
STATUS_LIST_TERMS: Final = Vocabulary(STATUS_LIST)
