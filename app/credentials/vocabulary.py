"""The closed list of terms per node of a credential: what the Open Badges 3.0 and VCDM 2.0 contexts define."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

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


def ensure_known_terms(document: Mapping[str, Any], allowed: Node) -> None:
    """Raise DataLoss on any term the node's contexts do not define, ContextNotAllowed on an inner context.

    A JSON-LD processor drops such a term, so two readers would see two credentials.
    """
    for name, value in document.items():
        if name not in allowed:
            raise ContextNotAllowed() if name == "@context" else DataLoss()
        below, kind = allowed[name], type(value)
        if below is None:
            if kind is not str or name == "type":
                _ensure_plain(name, value)
        elif kind is dict:
            ensure_known_terms(value, below)
        elif kind is list:
            for item in value:
                if type(item) is dict:
                    ensure_known_terms(item, below)
                elif type(item) is not str:
                    raise DataLoss()


def _ensure_plain(name: str, value: Any) -> None:
    values = value if type(value) is list else (value,)
    for item in values:
        if type(item) is dict or type(item) is list:
            raise DataLoss()
    if name == "type" and not KNOWN_TYPES.issuperset(values):
        raise DataLoss("The credential uses a type that its contexts do not define.")
