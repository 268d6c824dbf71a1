"""A partnership's own terms: flagged until somebody else reviewed how a term maps to a public concept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.permissions import Issuer
from app.ontologies.described_rows import DescribedConceptRepository
from app.ontologies.facts import words_of
from app.ontologies.search_concepts import MOST_WORDS
from app.ontologies.term_rows import TermRepository
from app.platform.context import Context
from app.platform.database import Session
from app.platform.errors import NotFound


class Layer(StrEnum):
    """Which of the three layers of a skill a term is in."""

    specific = "specific"
    transferable = "transferable"
    knowledge = "knowledge"


@dataclass(frozen=True, slots=True)
class TermTexts:
    """What a term says; Dutch always, English where there is some."""

    layer: Layer
    label_nl: str
    definition_nl: str
    label_en: str | None = None
    definition_en: str | None = None

    def values(self) -> Mapping[str, Any]:
        """By column."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A term of one organisation whose words never change. Not mapped means: shown as an own term."""

    id: UUID
    texts: TermTexts
    is_mapped: bool
    created_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many terms are in use, and how many of them have a reviewed mapping."""

    terms: int
    mapped: int

    @property
    def percentage(self) -> int:
        """Whole percents, rounded down; 100 when there is nothing to map."""
        return 100 * self.mapped // self.terms if self.terms else 100


async def add_term(context: Context, session: Session, issuer: Issuer, texts: TermTexts) -> OwnTerm:
    """A new term. `session` is in the organisation's context."""
    term_id, now = context.randomness.uuid(), context.clock.now()
    await TermRepository(session, issuer.organisation_id).add(term_id, texts.values(), now=now)
    await record_act(context, session, issuer, "own-term.created", term_id)
    return await load_term(session, issuer.organisation_id, term_id)


async def load_term(session: Session, organisation_id: UUID, term_id: UUID) -> OwnTerm:
    """One term, retired or not. Raises NotFound."""
    row = await TermRepository(session, organisation_id).find(term_id)
    if row is None:
        raise NotFound
    return _term(row)


async def list_terms(
    session: Session, organisation_id: UUID, *, limit: int, before: tuple[datetime, UUID] | None = None
) -> Sequence[OwnTerm]:
    """Terms, the newest first."""
    return [_term(row) for row in await TermRepository(session, organisation_id).list_newest(limit, before)]


async def search_terms(
    session: Session, organisation_id: UUID, text: str, *, limit: int
) -> Sequence[OwnTerm]:
    """Terms in use that say every word of the text, of which the first eight count."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    return [_term(row) for row in await TermRepository(session, organisation_id).search(words, limit=limit)]


async def retire_term(context: Context, session: Session, issuer: Issuer, term_id: UUID) -> OwnTerm:
    """The term is not offered any more and describes nothing; it stays readable. Raises NotFound."""
    await load_term(session, issuer.organisation_id, term_id)
    await TermRepository(session, issuer.organisation_id).retire(term_id, now=context.clock.now())
    await DescribedConceptRepository(session, issuer.organisation_id).forget(term_id)
    await record_act(context, session, issuer, "own-term.retired", term_id)
    return await load_term(session, issuer.organisation_id, term_id)


async def measure_coverage(session: Session, organisation_id: UUID) -> Coverage:
    """How much of the organisation's own language is mapped to a public one."""
    return Coverage(*await TermRepository(session, organisation_id).count())


def _term(row: Mapping[str, Any]) -> OwnTerm:
    return OwnTerm(
        id=row["id"],
        texts=TermTexts(
            layer=Layer(row["layer"]),
            label_nl=row["label_nl"],
            definition_nl=row["definition_nl"],
            label_en=row["label_en"],
            definition_en=row["definition_en"],
        ),
        is_mapped=row["is_mapped"],
        created_at=row["created_at"],
        retired_at=row["retired_at"],
    )
