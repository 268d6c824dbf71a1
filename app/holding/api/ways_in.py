"""JSON routes on coming in by a code, and on the ways into a passport."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request

from app.holding.contacts import Confirmed, ask_contact, confirm_contact, list_contacts, remove_contact
from app.holding.dependencies import CurrentHolder
from app.holding.entry_codes import AskedCode
from app.holding.entry_schemas import (
    AddressBody,
    AskedCodeView,
    CodeBody,
    ContactsView,
    ContactView,
    HelpCodeView,
    HolderEventView,
    RecoveriesView,
    RecoveryView,
    SessionView,
)
from app.holding.errors import AddressTaken, CredentialsRefused, NotWhileHelped
from app.holding.helped import end_help, make_help_code
from app.holding.holder_events import list_holder_events
from app.holding.recover import list_open_recoveries, stop_recoveries
from app.holding.sessions import end_all_sessions
from app.holding.sign_in import ask_code, use_code
from app.platform.errors import InvalidInput, NotFound, TooMany, Unauthenticated
from app.platform.mail import InvalidEmail
from app.platform.sms import InvalidPhone
from app.web.dependencies import Ctx, PageQuery, client_address
from app.web.problems import problems
from app.web.routing import Router
from app.web.schemas import PageView

router = Router(prefix="/v1/passport", tags=["passport"])
_GUARDED = (Unauthenticated, NotWhileHelped)
_ADDRESS = (InvalidInput, InvalidEmail, InvalidPhone, TooMany)


@router.post(
    "/sign-ins",
    status_code=202,
    operation_id="createSignIn",
    summary="Ask for a code to come back to a passport",
    responses=problems(*_ADDRESS),
)
async def post_sign_in(body: AddressBody, request: Request, ctx: Ctx) -> AskedCodeView:
    """Send a code if the address opens a passport; the answer is the same when it does not."""
    place = client_address(request)
    return _asked(await ask_code(ctx, typed=body.address, language=body.language, place=place))


@router.post(
    "/sessions",
    status_code=201,
    operation_id="createSession",
    summary="Come back to a passport with a code",
    responses=problems(InvalidInput, CredentialsRefused, TooMany),
)
async def post_session(body: CodeBody, request: Request, ctx: Ctx) -> SessionView:
    """Use the code up; it has five tries and ten minutes."""
    opened = await use_code(ctx, body.code_token, body.code, place=client_address(request))
    if opened is None:
        raise CredentialsRefused
    return SessionView(holder_token=opened.token, holder_token_expires_at=opened.expires_at)


@router.post(
    "/sessions/_end",
    status_code=204,
    operation_id="endSessions",
    summary="Close the passport on every device",
    responses=problems(*_GUARDED),
)
async def post_end(ctx: Ctx, holder: CurrentHolder) -> None:
    """End every session of this passport, the one that asks too."""
    await end_all_sessions(ctx, holder)


@router.get(
    "/contacts",
    operation_id="listContacts",
    summary="List the addresses that open the passport",
    responses=problems(*_GUARDED),
)
async def get_contacts(ctx: Ctx, holder: CurrentHolder) -> ContactsView:
    """List them by a hint: whole addresses are never told again."""
    found = await list_contacts(ctx, holder)
    return ContactsView(
        items=[
            ContactView(id=one.id, kind=one.kind, hint=one.hint, verified_at=one.verified_at) for one in found
        ]
    )


@router.post(
    "/contacts",
    status_code=202,
    operation_id="createContact",
    summary="Add an address that opens the passport",
    responses=problems(*_ADDRESS, *_GUARDED),
)
async def post_contact(body: AddressBody, ctx: Ctx, holder: CurrentHolder) -> AskedCodeView:
    """Send a code there; the address counts when the code was confirmed."""
    return _asked(await ask_contact(ctx, holder, body.address, language=body.language))


@router.post(
    "/contacts/_confirm",
    status_code=204,
    operation_id="confirmContact",
    summary="Confirm an address with its code",
    responses=problems(InvalidInput, CredentialsRefused, AddressTaken, TooMany, *_GUARDED),
)
async def post_confirmation(body: CodeBody, request: Request, ctx: Ctx, holder: CurrentHolder) -> None:
    """From now on the address opens the passport; the other addresses are told."""
    place = client_address(request)
    outcome = await confirm_contact(ctx, holder, body.code_token, body.code, place=place)
    if outcome is Confirmed.TAKEN:
        raise AddressTaken
    if outcome is Confirmed.WRONG:
        raise CredentialsRefused


@router.delete(
    "/contacts/{contactId}",
    status_code=204,
    operation_id="deleteContact",
    summary="Remove an address",
    responses=problems(InvalidInput, NotFound, TooMany, *_GUARDED),
)
async def delete_contact(
    contact_id: Annotated[UUID, Path(alias="contactId")], ctx: Ctx, holder: CurrentHolder
) -> None:
    """It opens the passport no more, and is told so; also the last one."""
    await remove_contact(ctx, holder, contact_id)


@router.get(
    "/events",
    operation_id="listHolderEvents",
    summary="List who came in and what changed",
    responses=problems(InvalidInput, *_GUARDED),
)
async def get_events(ctx: Ctx, holder: CurrentHolder, page: PageQuery) -> PageView[HolderEventView]:
    """Newest first."""
    found = await list_holder_events(ctx, holder, page)
    views = [
        HolderEventView(kind=one.kind, organisation_id=one.organisation_id, occurred_at=one.occurred_at)
        for one in found.items
    ]
    return PageView(items=views, next_cursor=found.next_cursor)


@router.get(
    "/recoveries",
    operation_id="listRecoveries",
    summary="List new ways in that a partnership made",
    responses=problems(*_GUARDED),
)
async def get_recoveries(ctx: Ctx, holder: CurrentHolder) -> RecoveriesView:
    """Those that may still open the passport."""
    found = await list_open_recoveries(ctx, holder)
    return RecoveriesView(
        items=[
            RecoveryView(
                id=one.id,
                organisation_id=one.organisation_id,
                opens_at=one.opens_at,
                expires_at=one.expires_at,
            )
            for one in found
        ]
    )


@router.post(
    "/recoveries/_stop",
    status_code=204,
    operation_id="stopRecoveries",
    summary="Stop every new way in",
    responses=problems(*_GUARDED),
)
async def post_stop(ctx: Ctx, holder: CurrentHolder) -> None:
    """None of them opens the passport any more; none is no error."""
    await stop_recoveries(ctx, holder)


@router.post(
    "/help-codes",
    status_code=201,
    operation_id="createHelpCode",
    summary="Let a coach look along",
    responses=problems(*_GUARDED),
)
async def post_help_code(ctx: Ctx, holder: CurrentHolder) -> HelpCodeView:
    """A code that a coach types at the desk; what was given before ends."""
    made = await make_help_code(ctx, holder)
    return HelpCodeView(code=made.code, expires_at=made.expires_at)


@router.post(
    "/help-codes/_end",
    status_code=204,
    operation_id="endHelp",
    summary="Let nobody look along any more",
    responses=problems(*_GUARDED),
)
async def post_end_help(ctx: Ctx, holder: CurrentHolder) -> None:
    """Every code and every look ends at once; none is no error."""
    await end_help(ctx, holder)


def _asked(asked: AskedCode) -> AskedCodeView:
    return AskedCodeView(code_token=asked.secret, expires_at=asked.expires_at)
