"""From the passport and its links to the typed pages of page_models.py."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from app.accounts.page_models import FieldProblem
from app.credentials.model import Credential
from app.holding.badge_picture import is_badge
from app.holding.dispute_pages import build_card
from app.holding.disputes import find_dispute
from app.holding.followers import list_followers
from app.holding.levels import level_in_language
from app.holding.own_skills import list_own_skills
from app.holding.page_models import (
    PaperPage,
    PassportCredential,
    PassportPage,
    ShareCreated,
    ShareForm,
    ShareLine,
    ShareList,
    SkillPage,
)
from app.holding.passport_lines import build_groups, build_line
from app.holding.places import may_follow
from app.holding.read_passport import read_out, read_passport
from app.holding.rows import Follower
from app.holding.share import ShareLink, list_share_links, share_url
from app.holding.share_forms import AIMS, DAYS_CHOICES, STEPS, FilledShareForm
from app.holding.sort_credentials import load_held
from app.holding.under_sixteen import load_youth
from app.holding.wording import FORM_PROBLEMS, Phrasebook, local_date
from app.platform.context import Context
from app.platform.pagination import Page
from app.web.qr import qr_svg

SHARE_ACTION = "/passport/share"
STEP_ACTION = "/passport/share/step"
# Of the room above: only there is known how an employer sees it.
PREVIEW_ACTION = "/passport/share/preview"
_FIRST_PAGE = Page(limit=100, cursor=None)


async def build_passport_page(context: Context, holder_id: UUID, phrasebook: Phrasebook) -> PassportPage:
    """The passport with its newest hundred credentials."""
    passport = await read_passport(context, holder_id)
    now = context.clock.now()
    fresh = [one for one in passport.items if one.held.state == "new"]
    away = [one for one in passport.items if not one.is_shareable]
    return PassportPage(
        fresh=tuple(build_line(one, now, phrasebook) for one in fresh),
        groups=build_groups([one for one in passport.items if one.held.state == "accepted"], now, phrasebook),
        put_away=tuple(build_line(one, now, phrasebook) for one in away),
        own=await list_own_skills(context, holder_id),
        has_more=passport.has_more,
        may_share=await load_youth(context, holder_id) is None,
    )


async def build_skill_page(
    context: Context, holder_id: UUID, credential_id: UUID, phrasebook: Phrasebook
) -> SkillPage:
    """What one credential means. Raises NotFound."""
    [one] = await read_out(context, [await load_held(context, holder_id, credential_id)])
    credential, state = one.credential, one.held.state
    level = credential.level and level_in_language(credential.level, phrasebook.language)
    line = build_line(one, context.clock.now(), phrasebook)
    dispute = await find_dispute(context, holder_id, credential_id)
    may_share = one.is_shareable and await load_youth(context, holder_id) is None
    return SkillPage(
        line=line,
        level_meaning=level.meaning if level else None,
        description=credential.achievement.description,
        criteria=read_criteria(credential),
        assessor_role=credential.assessor.role if credential.assessor else None,
        assessed_on=local_date(credential.awarded_at) if credential.awarded_at else None,
        accept_action=f"{line.href}/accept" if may_follow(state, "accepted") else None,
        hide_action=f"{line.href}/hide" if may_follow(state, "hidden") else None,
        wrong_href=f"{line.href}/wrong",
        share_href=f"{SHARE_ACTION}?credential={credential_id}" if may_share else None,
        picture_href=f"{line.href}/picture" if is_badge(one.held) else None,
        dispute=build_card(dispute, phrasebook) if dispute else None,
    )


def read_criteria(credential: Credential) -> tuple[str, ...]:
    """What somebody had to show, a sentence a line."""
    lines = (credential.achievement.criteria or "").splitlines()
    return tuple(line.strip() for line in lines if line.strip())


async def build_paper_page(context: Context, holder_id: UUID, phrasebook: Phrasebook) -> PaperPage:
    """What may be printed."""
    return PaperPage(await _shareable_lines(context, holder_id, phrasebook), DAYS_CHOICES)


async def build_share_list(context: Context, holder_id: UUID) -> ShareList:
    """The newest hundred links."""
    links = await list_share_links(context, holder_id, _FIRST_PAGE)
    followers = await list_followers(context, holder_id, [link.id for link in links.items])
    return ShareList(tuple(_share_line(link, followers[link.id]) for link in links.items))


async def build_share_form(
    context: Context, holder_id: UUID, filled: FilledShareForm, step: str, phrasebook: Phrasebook
) -> ShareForm:
    """One step of the share form with what was filled in and, per wrong field of it, a sentence."""
    lines = await _shareable_lines(context, holder_id, phrasebook) if step == "choose" else ()
    own = await list_own_skills(context, holder_id) if step == "choose" else ()
    wrong = [field for field in filled.wrong_fields if field in STEPS[step]]
    return ShareForm(
        step=step,
        number=list(STEPS).index(step) + 1,
        credentials=lines,
        action=PREVIEW_ACTION if step == "show" else STEP_ACTION,
        back_action=STEP_ACTION,
        own=own,
        chosen_own=filled.chosen_own,
        carried=filled.fields(without=STEPS[step]),
        aims=tuple((name, phrasebook.translate(text)) for name, text in AIMS.items()),
        days_choices=DAYS_CHOICES,
        chosen=filled.chosen,
        recipient_label=filled.recipient_label,
        aim=filled.aim,
        purpose=filled.purpose,
        days=filled.days,
        single_use=filled.is_single_use,
        name_display=filled.name_display,
        shows_evidence=filled.shows_evidence,
        has_code=filled.has_code,
        problems=tuple(FieldProblem(field, phrasebook.translate(FORM_PROBLEMS[field])) for field in wrong),
    )


async def _shareable_lines(
    context: Context, holder_id: UUID, phrasebook: Phrasebook
) -> tuple[PassportCredential, ...]:
    passport = await read_passport(context, holder_id)
    now = context.clock.now()
    return tuple(build_line(one, now, phrasebook) for one in passport.items if one.is_shareable)


def build_share_created(
    public_url: str, link: ShareLink, secret: str, linkedin_href: str | None = None
) -> ShareCreated:
    """The page that shows a new link, once."""
    address = share_url(public_url, secret)
    return ShareCreated(
        address=address,
        host=urlsplit(public_url).netloc,
        qr_svg=qr_svg(address),
        expires_at=link.expires_at,
        is_single_use=link.is_single_use,
        passport_action="/passport",
        code=link.code,
        linkedin_href=linkedin_href,
        secret=secret,
    )


def _share_line(link: ShareLink, followers: Sequence[Follower]) -> ShareLine:
    now = tuple(one.name for one in followers if one.ended_at is None)
    names = dict.fromkeys(one.name for one in followers)
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
        followers=now,
        former_followers=tuple(name for name in names if name not in now),
    )
