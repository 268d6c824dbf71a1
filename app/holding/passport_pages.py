"""From the passport and its links to the typed pages of page_models.py."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from app.accounts.organisations import find_organisation
from app.holding.levels import level_in_language
from app.holding.page_models import (
    FieldProblem,
    PassportCredential,
    PassportPage,
    ShareCreated,
    ShareForm,
    ShareLine,
    ShareList,
)
from app.holding.passport import HeldCredential, list_held_credentials, read_held
from app.holding.share import ShareLink, list_share_links, share_url
from app.holding.share_forms import DAYS_CHOICES, FilledShareForm
from app.holding.wording import EXPIRED_NOTE, FORM_PROBLEMS, PASSPORT_NOTES, Phrasebook, local_date
from app.issuing.ledger import CredentialState, find_states_by_id
from app.platform.context import Context
from app.platform.pagination import Page
from app.web.qr import qr_svg

SHARE_ACTION = "/passport/share"
PAPER_ACTION = "/passport/paper"
_FIRST_PAGE = Page(limit=100, cursor=None)


async def build_passport_page(context: Context, holder_id: UUID, phrasebook: Phrasebook) -> PassportPage:
    """The passport with its newest hundred credentials and links."""
    held = await list_held_credentials(context, holder_id, _FIRST_PAGE)
    links = await list_share_links(context, holder_id, _FIRST_PAGE)
    return PassportPage(
        credentials=await _passport_lines(context, held.items, phrasebook),
        shares=ShareList(tuple(_share_line(link) for link in links.items)),
        share_action=SHARE_ACTION,
        paper_action=PAPER_ACTION,
        days_choices=DAYS_CHOICES,
        has_more=held.next_cursor is not None,
    )


async def build_share_form(
    context: Context, holder_id: UUID, filled: FilledShareForm, phrasebook: Phrasebook
) -> ShareForm:
    """The share form with what was filled in and, per wrong field, a sentence."""
    held = await list_held_credentials(context, holder_id, _FIRST_PAGE)
    return ShareForm(
        credentials=await _passport_lines(context, held.items, phrasebook),
        action=SHARE_ACTION,
        days_choices=DAYS_CHOICES,
        chosen=filled.chosen,
        recipient_label=filled.recipient_label,
        purpose=filled.purpose,
        days=filled.days,
        single_use=filled.is_single_use,
        problems=tuple(
            FieldProblem(field, phrasebook.translate(FORM_PROBLEMS[field])) for field in filled.wrong_fields
        ),
    )


def build_share_created(public_url: str, link: ShareLink, secret: str) -> ShareCreated:
    """The page that shows a new link, once."""
    address = share_url(public_url, secret)
    return ShareCreated(
        address=address,
        host=urlsplit(public_url).netloc,
        qr_svg=qr_svg(address),
        expires_at=link.expires_at,
        is_single_use=link.is_single_use,
        credential_count=link.credential_count,
        recipient_label=link.recipient_label,
        passport_action="/passport",
    )


async def _passport_lines(
    context: Context, held: Sequence[HeldCredential], phrasebook: Phrasebook
) -> tuple[PassportCredential, ...]:
    names: dict[UUID, str] = {}
    states: dict[UUID, CredentialState] = {}
    for organisation_id in {credential.organisation_id for credential in held}:
        async with context.database.transaction() as session:
            organisation = await find_organisation(session, organisation_id)
        names[organisation_id] = organisation.name if organisation else ""
        ids = [item.credential_id for item in held if item.organisation_id == organisation_id]
        states |= await find_states_by_id(context, organisation_id, ids)
    now = context.clock.now()
    return tuple(
        _passport_line(item, names[item.organisation_id], states.get(item.credential_id), now, phrasebook)
        for item in held
    )


def _passport_line(
    held: HeldCredential,
    issuer_name: str,
    state: CredentialState | None,
    now: datetime,
    phrasebook: Phrasebook,
) -> PassportCredential:
    credential = read_held(held)
    level = credential.level and level_in_language(credential.level, phrasebook.language)
    is_over = credential.valid_until is not None and credential.valid_until <= now
    note = PASSPORT_NOTES.get(state.state if state else "active") or (EXPIRED_NOTE if is_over else None)
    return PassportCredential(
        credential_id=str(held.credential_id),
        title=credential.achievement.name,
        issuer_name=issuer_name or credential.issuer.name,
        level_number=level.number if level else None,
        level_name=level.name if level else None,
        valid_from=local_date(credential.valid_from),
        valid_until=local_date(credential.valid_until) if credential.valid_until else None,
        note=note and phrasebook.translate(note),
    )


def _share_line(link: ShareLink) -> ShareLine:
    is_printable = link.is_for_paper and link.state == "active"
    return ShareLine(
        share_link_id=str(link.id),
        purpose=link.purpose,
        recipient_label=link.recipient_label,
        credential_count=link.credential_count,
        created_at=link.created_at,
        expires_at=link.expires_at,
        is_single_use=link.is_single_use,
        state=link.state,
        view_count=link.view_count,
        last_viewed_at=link.last_viewed_at,
        stop_action=f"/passport/shares/{link.id}/stop",
        paper_href=f"/passport/shares/{link.id}/paper" if is_printable else None,
    )
