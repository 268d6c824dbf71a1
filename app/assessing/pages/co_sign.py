"""The page behind a link by which a supervisor confirms what they saw: looking changes nothing, the button does."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from app.assessing.co_sign import (
    MOST_WORDS,
    Confirmation,
    CoSignRequest,
    confirm_by_link,
    read_co_sign_request,
)
from app.assessing.errors import CoSignLinkNotFound, DossierClosed, NotInThisState
from app.assessing.evidence import Relation
from app.assessing.judging_forms import text_of
from app.assessing.judging_page_models import Choice, ConfirmPage
from app.assessing.judging_wording import FIELD_PROBLEMS, NOT_PLAIN, RELATIONS, Speech
from app.assessing.pages.judging import problems_of, see, speech_of
from app.assessing.skill_sets import load_skill_set
from app.platform.context import Context
from app.platform.errors import FieldError, InvalidInput
from app.platform.guessing import count_wrong_guess, ensure_may_guess
from app.platform.logging import log
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, client_address
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter()
Secret = Annotated[str, Path(max_length=200)]
_KIND: Final = "confirm-miss"
_MOST_NAME: Final = 200
_FIELDS: Final = {
    "/isConfirmed": "confirmed",
    "/name": "name",
    "/relation": "relation",
    "/confirmer": "name",
    "/summary": "words",
}


@pages.get("/confirmed")
async def get_confirmed(request: Request) -> HTMLResponse:
    """Thanks; nothing of what was confirmed."""
    return render(request, "assessing/confirmed.html")


@pages.api_route("/confirm/{secret}", methods=["GET", "HEAD"])
async def get_confirm(request: Request, secret: Secret, ctx: Ctx) -> HTMLResponse:
    """Who asks, and what is to be confirmed. Nothing happens: mail scanners open links too (threat A25)."""
    ensure_may_guess(ctx, _KIND, client_address(request))
    try:
        page = await _read(request, ctx, secret, {})
    except CoSignLinkNotFound:
        return _gone(request, ctx)
    return render(request, "assessing/confirm.html", page=page)


@pages.post("/confirm/{secret}")
async def post_confirm(request: Request, secret: Secret, ctx: Ctx, _csrf: Csrf) -> Response:
    """Use up the link; with a mistake the page comes back and the link still works. Raises TooMany."""
    ensure_may_guess(ctx, _KIND, client_address(request))
    form = await request.form()
    sent = {name: text_of(form, name) for name in ("confirmed", "name", "relation", "words")}
    try:
        problems = await _confirm(ctx, secret, sent)
        if not problems:
            return see("/confirmed")
        page = await _read(request, ctx, secret, sent, problems)
    except (CoSignLinkNotFound, NotInThisState, DossierClosed):
        return _gone(request, ctx)
    return render(request, "assessing/confirm.html", status_code=HTTPStatus.BAD_REQUEST, page=page)


async def _confirm(ctx: Context, secret: str, sent: Mapping[str, str]) -> dict[str, str]:
    """Uses the link up, or says what is wrong. Raises CoSignLinkNotFound, NotInThisState, DossierClosed."""
    longest = {"name": _MOST_NAME, "words": MOST_WORDS}
    if too_long := {name: NOT_PLAIN for name, most in longest.items() if len(sent[name]) > most}:
        return too_long
    relation = sent["relation"]
    confirmation = Confirmation(
        is_confirmed=sent["confirmed"] == "yes",
        name=sent["name"],
        relation=Relation(relation) if relation in list(Relation) else None,
        words=sent["words"] or None,
    )
    try:
        async with ctx.database.transaction() as session:
            await confirm_by_link(ctx, session, secret, confirmation)
    except InvalidInput as error:
        found = dict(map(_problem, error.errors))
        # In the order of the page.
        return {field: found[field] for field in ("name", "relation", "words", "confirmed") if field in found}
    return {}


def _problem(fault: FieldError) -> tuple[str, str]:
    field = _FIELDS.get(fault.pointer, "words")
    is_missing = fault.code == "missing" and field in FIELD_PROBLEMS
    return field, FIELD_PROBLEMS[field] if is_missing else NOT_PLAIN


async def _read(
    request: Request,
    ctx: Context,
    secret: str,
    sent: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
) -> ConfirmPage:
    speech = speech_of(request)
    async with ctx.database.transaction() as session:
        found = await read_co_sign_request(ctx, session, secret)
        dossier = found.dossier
        skill_set = await load_skill_set(
            session, found.organisation_id, dossier.skill_set_id, dossier.skill_set_version
        )
    achievement = skill_set.content.find_achievement(found.claim.achievement_id)
    skill = achievement.name[speech.key] if achievement else ""
    return _page(found, skill, f"/confirm/{secret}", sent, speech, problems or {})


def _page(
    found: CoSignRequest,
    skill: str,
    action: str,
    sent: Mapping[str, str],
    speech: Speech,
    problems: Mapping[str, str],
) -> ConfirmPage:
    chosen = sent.get("relation", "")
    return ConfirmPage(
        organisation_name=found.organisation_name,
        worker=found.worker_name,
        skill=skill,
        observation=found.observation,
        seen_on=found.seen_on,
        action=action,
        relations=tuple(
            Choice(code, speech.translate(name), None, code == chosen) for code, name in RELATIONS.items()
        ),
        name=sent.get("name", ""),
        words=sent.get("words", ""),
        is_confirmed=sent.get("confirmed") == "yes",
        problems=tuple(problems_of(problems, speech)),
    )


def _gone(request: Request, ctx: Context) -> HTMLResponse:
    """One page for what is used, over, taken back or was never there. Raises TooMany from the eleventh in a minute."""
    log.info("confirm.miss")
    count_wrong_guess(ctx, _KIND, client_address(request))
    return render(request, "assessing/confirm_gone.html", status_code=HTTPStatus.NOT_FOUND)
