"""What a verifier accepts: formats, algorithms, contexts, limits and clock skew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from app.credentials.data_model import ensure_credential
from app.credentials.encoding import strict_json
from app.credentials.errors import ContextNotAllowed, MalformedCredential
from app.credentials.model import CREDENTIALS_CONTEXT, OPEN_BADGES_EXTENSIONS, Credential
from app.credentials.node_ids import ensure_told_once
from app.credentials.schemas import SchemaRegistry
from app.credentials.statement import Statement, read_open_statement
from app.credentials.type_metadata import CredentialTypes
from app.credentials.vocabulary import (
    ENDORSEMENT_TERMS,
    LINKED_OPEN_BADGE_TERMS,
    OPEN_BADGE_TERMS,
    STATUS_LIST_TERMS,
    Vocabulary,
)

_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.{}.json"
_OPEN_BADGE_CONTEXTS: Final = tuple(
    [CREDENTIALS_CONTEXT, _OPEN_BADGES.format(patch), *extensions]
    for patch in (3, 2, 1)
    for extensions in ((), (OPEN_BADGES_EXTENSIONS,))
)


@dataclass(frozen=True, slots=True)
class DocumentProfile:
    """One kind of signed document: its exact context lists, its types, its terms, the purpose of its keys.

    Without `terms` the profile is open: the document is judged by the data model alone, and whoever processes
    it as linked data refuses the contexts and terms that it does not know.
    """

    name: str
    context_lists: tuple[list[str], ...]
    required_types: tuple[frozenset[str], ...]
    terms: Vocabulary | None
    key_purposes: frozenset[str]
    interpret: Callable[[Mapping[str, Any]], Statement]
    linked_terms: Vocabulary | None = None
    has_schema: bool = False

    def ensure_fits(
        self,
        document: Mapping[str, Any],
        *,
        is_linked: bool = False,
        schemas: SchemaRegistry | None = None,
    ) -> bool:
        """Raise ContextNotAllowed, DataLoss or MalformedCredential on a document of another kind.

        A document that `is_linked` is signed as linked data, and must do without the terms of tokens. True when the
        document turned out to follow the schema as well; whether it has to is judged later.
        """
        if self.terms is None:
            ensure_credential(document)
            return False
        contexts, types = document.get("@context"), document.get("type")
        if type(contexts) is not list or contexts not in self.context_lists:
            raise ContextNotAllowed
        terms = self.linked_terms if is_linked and self.linked_terms else self.terms
        follows = self.has_schema and schemas is not None and schemas.is_valid_within(document, terms)
        if not follows:
            terms.ensure_known(document)
        named = types if type(types) is list else ()
        for needed in self.required_types:
            if needed.isdisjoint(named):
                raise MalformedCredential("The document is not of the expected type.")
        if is_linked:
            ensure_told_once(document)
        return follows


PASSPORT: Final = DocumentProfile(
    "passport",
    _OPEN_BADGE_CONTEXTS,
    (frozenset({"VerifiableCredential"}), frozenset({"OpenBadgeCredential", "AchievementCredential"})),
    OPEN_BADGE_TERMS,
    frozenset({"credential", "any"}),
    Credential.from_document,
    LINKED_OPEN_BADGE_TERMS,
    has_schema=True,
)
# Open Badges 3.0, section B.10 (EndorsementCredential): what one organisation says of another.
ENDORSEMENT: Final = DocumentProfile(
    "endorsement",
    tuple([CREDENTIALS_CONTEXT, _OPEN_BADGES.format(patch)] for patch in (3, 2, 1)),
    (frozenset({"VerifiableCredential"}), frozenset({"EndorsementCredential"})),
    ENDORSEMENT_TERMS,
    frozenset({"credential", "any"}),
    read_open_statement,
)
STATUS_LIST: Final = DocumentProfile(
    "status-list",
    ([CREDENTIALS_CONTEXT],),
    (frozenset({"VerifiableCredential"}), frozenset({"BitstringStatusListCredential"})),
    STATUS_LIST_TERMS,
    frozenset({"status-list", "any"}),
    read_open_statement,
)
GENERAL: Final = DocumentProfile(
    "general",
    ([CREDENTIALS_CONTEXT],),
    (frozenset({"VerifiableCredential"}),),
    None,
    frozenset({"credential", "any"}),
    read_open_statement,
)


@dataclass(frozen=True, slots=True)
class VerificationPolicy:
    """The limits and choices of a verifier; the defaults are those of the service. Sizes are in bytes.

    `algorithms` are those of signed tokens; a Data Integrity proof is bound by its cryptosuite.

    Without `requires_registration` nobody asks whether the issuer is registered.

    Without `schemas` the schema check is skipped; without `credential_types` no type metadata is held against an
    SD-JWT VC.
    """

    formats: frozenset[str] = frozenset(
        {"vc-jwt", "vc+jwt", "vc+sd-jwt", "dc+sd-jwt", "enveloped", "data-integrity"}
    )
    algorithms: frozenset[str] = frozenset({"EdDSA", "ES256"})
    cryptosuites: frozenset[str] = frozenset(
        {"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"}
    )
    clock_skew: timedelta = timedelta(seconds=60)
    max_bytes: int = strict_json.MAX_BYTES
    max_depth: int = strict_json.MAX_DEPTH
    max_members: int = strict_json.MAX_MEMBERS
    max_presented: int = 50
    max_presentation_bytes: int = 524_288
    max_presentation_members: int = 20_000
    max_disclosures: int = 200
    max_status_list_bytes: int = 1_048_576
    min_status_list_entries: int = 131_072
    status_list_key_grace: timedelta = timedelta(hours=24)
    schemas: SchemaRegistry | None = None
    credential_types: CredentialTypes | None = None
    requires_registration: bool = True


DEFAULT_POLICY: Final = VerificationPolicy()
