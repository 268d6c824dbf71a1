"""Public routes of imported frameworks: their releases, search as you type, one concept, all concepts of a release."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query

from app.ontologies.concept_schemas import (
    ConceptDetailView,
    ConceptListView,
    ConceptPageView,
    FrameworkId,
    FrameworkListView,
    Kind,
    concept_detail_view,
    concept_list_view,
    concept_page_view,
    framework_list_view,
)
from app.ontologies.concepts import list_concepts, list_releases, load_concept
from app.ontologies.errors import UnknownConcept
from app.ontologies.search_concepts import LANGUAGES, MOST_ITEMS, Question, search_concepts
from app.platform.errors import InvalidInput, TooMany
from app.web.dependencies import Db, PageQuery
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1", tags=["Concepts"])

ConceptId = Annotated[
    UUID, Path(alias="conceptId", description="The name-based UUID (version 5, namespace URL) of the URI.")
]
Version = Annotated[str | None, Query(max_length=40, description="The newest that has it when left out.")]
QueryText = Annotated[
    str, Query(max_length=100, description="What was typed so far: words, or a begin of them.")
]
FrameworkQuery = Annotated[FrameworkId | None, Query(alias="frameworkId", description="Only this framework.")]
KindQuery = Annotated[Kind | None, Query(description="Only concepts of this kind.")]
Language = Annotated[Literal["nl", "en"] | None, Query(description="Only texts in this language.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items at most.")]


@router.get("/frameworks", operation_id="listFrameworks", responses=problems(TooMany))
async def get_frameworks(db: Db) -> FrameworkListView:
    """List the imported frameworks with their releases and terms of use."""
    return framework_list_view(await list_releases(db))


@router.get("/concepts", operation_id="searchConcepts", responses=problems(InvalidInput, TooMany))
async def get_concepts(
    db: Db,
    query: QueryText = "",
    framework_id: FrameworkQuery = None,
    kind: KindQuery = None,
    language: Language = None,
    limit: Limit = 20,
) -> ConceptListView:
    """Search the current releases while somebody types: names, synonyms, definitions; accents and typing errors forgiven."""
    question = Question(
        text=query,
        frameworks=(framework_id,) if framework_id else (),
        kinds=(kind,) if kind else (),
        languages=(language,) if language else LANGUAGES,
        limit=limit,
    )
    return concept_list_view(await search_concepts(db, question))


@router.get(
    "/concepts/{conceptId}",
    operation_id="getConcept",
    responses=problems(InvalidInput, UnknownConcept, TooMany),
)
async def get_concept(db: Db, concept_id: ConceptId, version: Version = None) -> ConceptDetailView:
    """Read a concept, also when it was withdrawn."""
    return concept_detail_view(await load_concept(db, concept_id, version=version))


@router.get(
    "/frameworks/{frameworkId}/versions/{version}/concepts",
    operation_id="listConceptsOfVersion",
    responses=problems(InvalidInput, UnknownConcept, TooMany),
)
async def get_concepts_of_version(
    db: Db,
    framework_id: Annotated[FrameworkId, Path(alias="frameworkId")],
    version: Annotated[str, Path(pattern=r"^[0-9A-Za-z.-]{1,40}$")],
    page: PageQuery,
) -> ConceptPageView:
    """List the concepts of one version of a framework, in a fixed order."""
    found = await list_concepts(db, framework_id, version, page=page)
    return concept_page_view(list(found.items), found.next_cursor)
