"""What the page of own terms shows of others, and gives along: who describes the same, and all terms as SKOS."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.ontologies.concepts import find_concepts
from app.ontologies.map_term import list_mappings
from app.ontologies.overlap import list_overlaps
from app.ontologies.own_terms import OwnTerm, list_terms
from app.ontologies.skos import scheme_uri, write_json_ld, write_ntriples
from app.platform.context import Context
from app.platform.database import Session
from app.platform.pagination import Page

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class OtherWord:
    """What another partnership calls it, and where that partnership has its page."""

    partnership: str
    address: str
    word: str


@dataclass(frozen=True, slots=True)
class SharedConcept:
    """A public concept that this partnership describes, with the words of others."""

    name: str
    language: str
    others: tuple[OtherWord, ...]


async def list_shared(
    context: Context, member: Issuer, *, language: str, cursor: str | None = None
) -> tuple[tuple[SharedConcept, ...], str | None]:
    """Concepts that others describe as well, and where the list goes on. Raises InvalidInput for a broken cursor."""
    async with context.database.transaction(organisation_id=member.organisation_id) as session:
        found = await list_overlaps(session, member.organisation_id, page=Page(cursor=cursor))
        concepts = await find_concepts(session, [one.concept_uri for one in found.items])
        ids = {other.organisation_id for one in found.items for other in one.others}
        partners = {number: await find_organisation(session, number) for number in ids}
    shown = []
    for one in found.items:
        concept = concepts.get(one.concept_uri)
        name, spoken = concept.label_in(language, "nl", "en") if concept else (one.concept_uri, "")
        known = ((partners[other.organisation_id], other.name) for other in one.others)
        others = tuple(OtherWord(who.name, f"/partnerships/{who.slug}", word) for who, word in known if who)
        shown.append(SharedConcept(name, spoken, others))
    return tuple(shown), found.next_cursor


async def export_terms(context: Context, member: Issuer, *, is_json: bool) -> bytes:
    """Every term with its approved mappings: JSON-LD, or N-Triples, which is Turtle as well."""
    where = member.organisation_id
    scheme = scheme_uri(context.settings.public_url, where)
    async with context.database.transaction(organisation_id=where) as session:
        mapped = [(term, await list_mappings(session, where, term.id)) for term in await _all(session, where)]
    if is_json:
        document: dict[str, Any] = write_json_ld(scheme, member.organisation_name, mapped)
        return orjson.dumps(document)
    return write_ntriples(scheme, member.organisation_name, mapped).encode()


async def _all(session: Session, organisation_id: UUID) -> Sequence[OwnTerm]:
    terms: list[OwnTerm] = []
    before: tuple[datetime, UUID] | None = None
    while part := await list_terms(session, organisation_id, limit=_AT_ONCE, before=before):
        terms += part
        before = (part[-1].created_at, part[-1].id)
    return terms
