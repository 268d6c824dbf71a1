"""Routes of a partnership's own terms: make, map, review, export as SKOS, and see who describes the same."""

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import Depends, Path, Request, Response

from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.permissions import Issuer, Scope
from app.ontologies.api.concepts import Limit, QueryText
from app.ontologies.concept_schemas import concept_list_view
from app.ontologies.errors import MappingNotReviewable, MappingProposed, TermRetired
from app.ontologies.map_term import list_mappings, propose_mapping, review_mapping
from app.ontologies.overlap import list_overlaps
from app.ontologies.own_terms import (
    OwnTerm,
    add_term,
    list_terms,
    load_term,
    measure_coverage,
    retire_term,
    search_terms,
)
from app.ontologies.search_concepts import Question, search_concepts
from app.ontologies.skos import scheme_uri, write_json_ld, write_ntriples
from app.ontologies.term_schemas import (
    CoverageView,
    MappingBody,
    OverlapView,
    OwnTermBody,
    OwnTermView,
    ReviewBody,
    TermMappingListView,
    TermMappingView,
    VocabularySearchView,
    coverage_view,
    mapping_view,
    overlap_view,
    term_view,
)
from app.platform.database import Session, enter
from app.platform.errors import Forbidden, InvalidInput, NotFound, TooMany, Unauthenticated
from app.platform.pagination import encode_place, read_place
from app.web.dependencies import Ctx, Db, IdempotencyKey, Now, PageQuery
from app.web.problems import problems
from app.web.replays import REPLAY_ERRORS, Order, answer_once
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/organisations/{organisationId}", tags=["Own terms"])

GUARDED: Final = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)
JSON_LD: Final = "application/ld+json"
NTRIPLES: Final = ("application/n-triples", "text/turtle")
_AS_SKOS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in (JSON_LD, *NTRIPLES)}}
}
TermId = Annotated[UUID, Path(alias="termId")]
CanWriteTerms = Annotated[Issuer, Depends(require(Scope.TERMS_WRITE))]
CanReviewTerms = Annotated[Issuer, Depends(require(Scope.TERMS_REVIEW))]


@router.post(
    "/own-terms",
    status_code=201,
    operation_id="createOwnTerm",
    responses=problems(*GUARDED, *REPLAY_ERRORS),
)
async def post_own_term(
    body: OwnTermBody,
    ctx: Ctx,
    issuer: CanWriteTerms,
    db: Db,
    now: Now,
    key: IdempotencyKey,
    response: Response,
) -> OwnTermView:
    """Make a term of your own, flagged as such until a mapping is reviewed."""

    async def make() -> OwnTermView:
        return term_view(await add_term(ctx, db, issuer, body.to_texts()))

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "createOwnTerm", key, body)
    return await answer_once(db, order, make, view=OwnTermView, sealer=ctx.vault, response=response, now=now)


@router.get(
    "/own-terms",
    operation_id="listOwnTerms",
    response_model=PageView[OwnTermView],
    responses={**problems(*GUARDED), **_AS_SKOS},
)
async def get_own_terms(
    request: Request, ctx: Ctx, issuer: CurrentIssuer, db: Db, page: PageQuery
) -> PageView[OwnTermView] | Response:
    """List your terms, the newest first; by Accept as SKOS in JSON-LD, N-Triples or Turtle, the next page in Link."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await list_terms(db, issuer.organisation_id, limit=page.limit + 1, before=read_place(page))
    shown = found[: page.limit]
    following = encode_place(shown[-1].created_at, shown[-1].id) if len(found) > page.limit else None
    kind = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip().lower()
    if kind in (JSON_LD, *NTRIPLES):
        scheme = scheme_uri(ctx.settings.public_url, issuer.organisation_id)
        next_page = f"{scheme}?limit={page.limit}&cursor={following}" if following else None
        return await _export(db, issuer, shown, kind=kind, scheme=scheme, next_page=next_page)
    return PageView[OwnTermView](items=[term_view(term) for term in shown], next_cursor=following)


@router.get("/own-terms/{termId}", operation_id="getOwnTerm", responses=problems(*GUARDED))
async def get_own_term(issuer: CurrentIssuer, db: Db, term_id: TermId) -> OwnTermView:
    """Read one of your terms, retired or not."""
    await enter(db, organisation_id=issuer.organisation_id)
    return term_view(await load_term(db, issuer.organisation_id, term_id))


@router.post("/own-terms/{termId}/_retire", operation_id="retireOwnTerm", responses=problems(*GUARDED))
async def post_retirement(ctx: Ctx, issuer: CanWriteTerms, db: Db, term_id: TermId) -> OwnTermView:
    """Take a term out of use; it stays readable."""
    await enter(db, organisation_id=issuer.organisation_id)
    return term_view(await retire_term(ctx, db, issuer, term_id))


@router.get("/own-terms/{termId}/mappings", operation_id="listTermMappings", responses=problems(*GUARDED))
async def get_mappings(issuer: CurrentIssuer, db: Db, term_id: TermId) -> TermMappingListView:
    """List the mappings of a term, proposed, approved and rejected."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await list_mappings(db, issuer.organisation_id, term_id)
    return TermMappingListView(items=[mapping_view(mapping) for mapping in found])


@router.post(
    "/own-terms/{termId}/mappings",
    status_code=201,
    operation_id="proposeTermMapping",
    responses=problems(*GUARDED, TermRetired, MappingProposed, *REPLAY_ERRORS),
)
async def post_mapping(
    body: MappingBody,
    ctx: Ctx,
    issuer: CanWriteTerms,
    db: Db,
    now: Now,
    term_id: TermId,
    key: IdempotencyKey,
    response: Response,
) -> TermMappingView:
    """Propose how a term maps to an imported concept, for somebody else to review."""

    async def make() -> TermMappingView:
        made = await propose_mapping(
            ctx, db, issuer, term_id, concept_uri=body.concept_uri, match_type=body.match_type
        )
        return mapping_view(made)

    await enter(db, organisation_id=issuer.organisation_id)
    order = Order(issuer.organisation_id, "proposeTermMapping", key, body, term_id)
    return await answer_once(
        db, order, make, view=TermMappingView, sealer=ctx.vault, response=response, now=now
    )


@router.post(
    "/own-terms/{termId}/mappings/_review",
    operation_id="reviewTermMapping",
    responses=problems(*GUARDED, TermRetired, MappingNotReviewable),
)
async def post_review(
    body: ReviewBody, ctx: Ctx, issuer: CanReviewTerms, db: Db, term_id: TermId
) -> TermMappingView:
    """Approve or reject a proposal of somebody else."""
    await enter(db, organisation_id=issuer.organisation_id)
    reviewed = await review_mapping(ctx, db, issuer, term_id, body.mapping_id, outcome=body.outcome)
    return mapping_view(reviewed)


@router.get("/concepts", operation_id="searchVocabulary", responses=problems(*GUARDED))
async def get_vocabulary(
    issuer: CurrentIssuer, db: Db, query: QueryText = "", limit: Limit = 20
) -> VocabularySearchView:
    """Search your own terms, which stay flagged until they are mapped, together with the imported concepts."""
    await enter(db, organisation_id=issuer.organisation_id)
    own = await search_terms(db, issuer.organisation_id, query, limit=limit)
    found = concept_list_view(await search_concepts(db, Question(query, limit=limit)))
    return VocabularySearchView(
        own_terms=[term_view(term) for term in own],
        items=found.items,
        acknowledgements=found.acknowledgements,
    )


@router.get("/term-coverage", operation_id="getTermCoverage", responses=problems(*GUARDED))
async def get_coverage(issuer: CurrentIssuer, db: Db) -> CoverageView:
    """Read how many of your terms in use have a reviewed mapping."""
    await enter(db, organisation_id=issuer.organisation_id)
    return coverage_view(await measure_coverage(db, issuer.organisation_id))


@router.get("/overlaps", operation_id="listOverlaps", responses=problems(*GUARDED))
async def get_overlaps(issuer: CurrentIssuer, db: Db, page: PageQuery) -> PageView[OverlapView]:
    """List the concepts that other partnerships describe as well, with their terms and achievements."""
    await enter(db, organisation_id=issuer.organisation_id)
    found = await list_overlaps(db, issuer.organisation_id, page=page)
    return PageView[OverlapView](
        items=[overlap_view(overlap) for overlap in found.items], next_cursor=found.next_cursor
    )


async def _export(
    db: Session, issuer: Issuer, terms: Sequence[OwnTerm], *, kind: str, scheme: str, next_page: str | None
) -> Response:
    mapped = [(term, await list_mappings(db, issuer.organisation_id, term.id)) for term in terms]
    headers = {"Link": f'<{next_page}>; rel="next"'} if next_page else {}
    if kind == JSON_LD:
        document = write_json_ld(scheme, issuer.organisation_name, mapped)
        return Response(orjson.dumps(document), media_type=JSON_LD, headers=headers)
    text = write_ntriples(scheme, issuer.organisation_name, mapped)
    return Response(text, media_type=kind, headers=headers)
