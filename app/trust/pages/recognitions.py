"""Pages of a coordinator: whom the partnership recognises. Written by one, signed by another, withdrawn by any."""

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts.dependencies import require_member
from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer, Scope
from app.platform.database import enter
from app.platform.errors import InvalidInput
from app.trust.errors import IssuerNotActive, NoSigningKey, RecognitionDecided
from app.trust.recognise import confirm_recognition, draft_recognition, withdraw_recognition
from app.trust.recognition_desk import (
    build_desk_recognition,
    build_desk_recognitions,
    build_form,
    find_form_problems,
    read_request,
    recognitions_address,
)
from app.web.csrf import Csrf
from app.web.dependencies import Ctx, Db
from app.web.forms import say_of
from app.web.marking import N_
from app.web.rendering import render
from app.web.routing import PageRouter

pages = PageRouter(prefix="/desk/{slug}/recognitions")
Manager = Annotated[Issuer, Depends(require_member(Scope.RECOGNITIONS_MANAGE))]
RecognitionId = Annotated[UUID, Path(alias="recognitionId")]
_REFUSALS: Final = {
    FourEyesNeeded: N_("U schreef dit zelf. Vraag een collega om te ondertekenen."),
    RecognitionDecided: N_("Een collega was u voor."),
    IssuerNotActive: N_("Uw organisatie mag nu niet ondertekenen. Vraag de beheerder."),
    NoSigningKey: N_("Uw organisatie heeft nog geen sleutel. Vraag de beheerder."),
}
_FIELDS: Final = ("issuerDid", "highestLevel", "skillSetUri", "skillSetName", "firstDay", "lastDay")
_LONGEST: Final = 1_000


@pages.get("")
async def get_recognitions(request: Request, member: Manager, ctx: Ctx, db: Db) -> HTMLResponse:
    """What waits for a second person, whom we recognise and who recognises us."""
    await enter(db, organisation_id=member.organisation_id)
    page = await build_desk_recognitions(ctx, db, member, say_of(request))
    return render(request, "trust/recognitions.html", page=page)


@pages.get("/new")
async def get_new(request: Request, member: Manager, ctx: Ctx, db: Db) -> HTMLResponse:
    """Asks whom, for what, how far and until when."""
    return render(request, "trust/recognition_form.html", page=await build_form(ctx, db, member))


@pages.post("/new")
async def post_new(request: Request, member: Manager, ctx: Ctx, _csrf: Csrf) -> Response:
    """Write the draft; with mistakes the form comes back."""
    form = await request.form()
    values = {name: str(form.get(name, ""))[:_LONGEST] for name in _FIELDS}
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            draft = await draft_recognition(ctx, session, member, read_request(values))
    except InvalidInput as error:
        problems = find_form_problems(error.errors, say_of(request))
        async with ctx.database.transaction() as session:
            page = await build_form(ctx, session, member, values=values, problems=problems)
        return render(request, "trust/recognition_form.html", status_code=HTTPStatus.BAD_REQUEST, page=page)
    return _see(f"{recognitions_address(member)}/{draft.id}")


@pages.get("/{recognitionId}")
async def get_recognition(
    request: Request, member: Manager, ctx: Ctx, db: Db, recognition_id: RecognitionId
) -> HTMLResponse:
    """One draft or recognition, and what may be done. Raises NotFound."""
    await enter(db, organisation_id=member.organisation_id)
    page = await build_desk_recognition(ctx, db, member, recognition_id, say_of(request))
    return render(request, "trust/recognition.html", page=page)


@pages.post("/{recognitionId}/confirm")
async def post_confirmation(
    request: Request, member: Manager, ctx: Ctx, recognition_id: RecognitionId, _csrf: Csrf
) -> Response:
    """Sign the draft of a colleague; a refusal comes back in one sentence. Raises NotFound."""
    try:
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            await confirm_recognition(ctx, session, member, recognition_id)
    except (FourEyesNeeded, RecognitionDecided, IssuerNotActive, NoSigningKey) as error:
        say = say_of(request)
        async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
            problem = say(_REFUSALS[type(error)])
            page = await build_desk_recognition(ctx, session, member, recognition_id, say, problem=problem)
        return render(request, "trust/recognition.html", status_code=HTTPStatus.CONFLICT, page=page)
    return _see(f"{recognitions_address(member)}/{recognition_id}")


@pages.post("/{recognitionId}/withdraw")
async def post_withdrawal(member: Manager, ctx: Ctx, recognition_id: RecognitionId, _csrf: Csrf) -> Response:
    """End a recognition, or discard a draft. Raises NotFound."""
    async with ctx.database.transaction(organisation_id=member.organisation_id) as session:
        await withdraw_recognition(ctx, session, member, recognition_id)
    return _see(recognitions_address(member))


def _see(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
