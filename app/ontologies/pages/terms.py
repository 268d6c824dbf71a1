"""Pages on own terms: one member says to which public concept a term belongs, another looks whether that is so."""

from http import HTTPStatus
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.page_models import FieldProblem
from app.accounts.permissions import Issuer, Scope
from app.ontologies.errors import MappingNotReviewable, MappingProposed, TermRetired
from app.ontologies.map_term import Outcome, propose_mapping, review_mapping
from app.ontologies.own_terms import load_term, retire_term
from app.ontologies.shared_words import export_terms, list_shared
from app.ontologies.skills import MatchType
from app.ontologies.term_pages import build_term, build_term_list, terms_address
from app.platform.errors import InvalidInput
from app.platform.pagination import Page, read_place
from app.web.csrf import Csrf
from app.web.dependencies import Ctx
from app.web.forms import first_of, read_form, say_of
from app.web.marking import N_
from app.web.rendering import language_of, render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/terms")

Member = Annotated[Issuer, Depends(require_member(Scope.TERMS_WRITE, Scope.TERMS_REVIEW))]
Writer = Annotated[Issuer, Depends(require_member(Scope.TERMS_WRITE))]
Reviewer = Annotated[Issuer, Depends(require_member(Scope.TERMS_REVIEW))]
TermId = Annotated[UUID, Path(alias="termId")]
_MOST: Final = 20
_OUTCOMES: Final[dict[str, Outcome]] = {"approved": "approved", "rejected": "rejected"}
_CHOOSE: Final = N_("Kies 1 begrip uit de lijst.")
_TWICE: Final = N_("Dit is al voorgesteld. Kijk hoe het nu staat.")
_LATE: Final = N_("Iemand anders ging al verder met dit woord. Kijk hoe het nu staat.")


@pages.get("")
async def get_terms(
    request: Request,
    member: Member,
    ctx: Ctx,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Own terms, the newest first. Raises InvalidInput for a broken cursor."""
    page = Page(_MOST, cursor)
    shown = await build_term_list(ctx, member, say_of(request), page, read_place(page))
    return render(request, "ontologies/terms.html", page=shown)


@pages.get("/shared")
async def get_shared(
    request: Request,
    member: Member,
    ctx: Ctx,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """Which partnerships describe the same. Raises InvalidInput for a broken cursor."""
    shared, following = await list_shared(ctx, member, language=language_of(request), cursor=cursor)
    return render(
        request, "ontologies/shared.html", shared=shared, next_cursor=following, back=terms_address(member)
    )


@pages.get("/export")
async def get_export(
    member: Member, ctx: Ctx, kind: Annotated[Literal["ttl", "jsonld"], Query(alias="format")] = "ttl"
) -> Response:
    """All own terms as a file in SKOS."""
    content = await export_terms(ctx, member, is_json=kind == "jsonld")
    headers = {"Content-Disposition": f'attachment; filename="{member.slug}-skos.{kind}"'}
    media_type = "application/ld+json" if kind == "jsonld" else "text/turtle; charset=utf-8"
    return Response(content, media_type=media_type, headers=headers)


@pages.get("/{termId}")
async def get_term(
    request: Request,
    member: Member,
    ctx: Ctx,
    term_id: TermId,
    typed: Annotated[str, Query(alias="q", max_length=100)] = "",
) -> HTMLResponse:
    """One term, and a search for the concept it belongs to. Raises NotFound."""
    page = await build_term(ctx, member, term_id, say_of(request), language=language_of(request), query=typed)
    return render(request, "ontologies/term.html", page=page)


@pages.post("/{termId}")
async def post_proposal(request: Request, member: Writer, ctx: Ctx, term_id: TermId, _csrf: Csrf) -> Response:
    """Say to which concept it belongs, for a colleague to review. Raises NotFound."""
    form = await read_form(request)
    target, match = first_of(form, "target")[:1000], first_of(form, "matchType")
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await propose_mapping(
                ctx,
                session,
                member,
                term_id,
                concept_uri=target,
                match_type=MatchType(match) if match in set(MatchType) else MatchType.exact,
            )
    except InvalidInput:
        page = await build_term(
            ctx,
            member,
            term_id,
            say_of(request),
            language=language_of(request),
            query=first_of(form, "q")[:100],
            target=target,
            match_type=match,
            problems=(FieldProblem("target", say_of(request)(_CHOOSE)),),
        )
        return render(request, "ontologies/term.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    except (MappingProposed, TermRetired) as error:
        return await _conflict(
            request, member, ctx, term_id, _TWICE if isinstance(error, MappingProposed) else _LATE
        )
    return _to(member, term_id)


@pages.post("/{termId}/review")
async def post_review(request: Request, member: Reviewer, ctx: Ctx, term_id: TermId, _csrf: Csrf) -> Response:
    """Approve or reject what a colleague proposed. Raises NotFound."""
    form = await read_form(request)
    outcome = _OUTCOMES.get(first_of(form, "outcome"))
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await load_term(session, member.organisation_id, term_id)
    try:
        mapping_id = UUID(first_of(form, "mapping"))
    except ValueError:
        return _to(member, term_id)
    if outcome is None:
        return _to(member, term_id)
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await review_mapping(ctx, session, member, term_id, mapping_id, outcome=outcome)
    except (MappingNotReviewable, TermRetired):
        return await _conflict(request, member, ctx, term_id, _LATE)
    return _to(member, term_id)


@pages.post("/{termId}/retire")
async def post_retirement(member: Writer, ctx: Ctx, term_id: TermId, _csrf: Csrf) -> Response:
    """Offer it no more; what names it keeps it. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await retire_term(ctx, session, member, term_id)
    return _to(member, term_id)


async def _conflict(request: Request, member: Issuer, ctx: Ctx, term_id: UUID, sentence: str) -> HTMLResponse:
    say = say_of(request)
    problems = (FieldProblem("", say(sentence)),)
    page = await build_term(ctx, member, term_id, say, language=language_of(request), problems=problems)
    return render(request, "ontologies/term.html", status_code=HTTPStatus.CONFLICT, page=page)


def _to(member: Issuer, term_id: UUID) -> Response:
    return RedirectResponse(f"{terms_address(member)}/{term_id}", HTTPStatus.SEE_OTHER)
