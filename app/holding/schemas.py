"""What `/v1/passport` takes and gives."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.holding.own_skills import LONGEST_NAME, LONGEST_WORDS, MOST_SKILLS
from app.holding.share_details import NameDisplay
from app.web.schemas import Body, ShortText, View


class ClaimBody(Body):
    """The code of a claim link: the last part of its address."""

    claim_code: str = Field(
        min_length=12,
        max_length=100,
        pattern=r"^[0-9A-Za-z_-]+$",
        examples=["4H9Ah8f2KSA45M5jnRgDKmcEBWCz", "7QK2-M0ZD-4XPT"],
    )


class ClaimView(View):
    """What a claim brought. `holderToken` is shown once; null when the holder was signed in already."""

    holder_token: str | None
    holder_token_expires_at: datetime | None
    credential_count: int


class HeldCredentialView(View):
    """A credential in the passport, with its signed text."""

    id: UUID
    organisation_id: UUID
    name: str
    format: str
    credential: str
    received_at: datetime
    state: Literal["new", "accepted", "refused", "hidden"]
    state_changed_at: datetime | None


class OwnSkillBody(Body):
    """What somebody can do, in their own words; `words` tell what they do then."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, examples=["Taarten versieren"])
    words: str = Field(default="", max_length=LONGEST_WORDS)


class OwnSkillView(View):
    """A skill in the holder's own words: nobody validated it."""

    id: UUID
    name: str
    words: str | None
    created_at: datetime


class ShareLinkBody(Body):
    """What to share, with whom and for how long."""

    credential_ids: list[UUID] = Field(
        default=[],
        max_length=100,
        description="One to fifty; for paper up to a hundred, and without any all that were not withdrawn.",
    )
    own_skill_ids: list[UUID] = Field(
        default=[],
        max_length=MOST_SKILLS,
        description="What the holder tells themselves and wants shown, apart from every verdict; not on paper.",
    )
    purpose: ShortText | None = None
    recipient_label: ShortText | None = None
    expires_at: AwareDatetime | None = Field(
        default=None, description="At most 365 days ahead; 30 days when it is left out."
    )
    is_single_use: bool = False
    is_for_paper: bool = Field(
        default=False, description="With a short address that people type, which can be printed as PDF."
    )
    has_code: bool = Field(default=False, description="With a short address that people type.")
    name_display: NameDisplay = Field(
        default="full", description="How much of the name is shown, on the page and by the API."
    )
    shows_evidence: bool = Field(
        default=False,
        description="Whether what the assessor wrote about the evidence is shown; on paper it always is.",
    )


class ShareLinkView(View):
    """A share link as its holder sees it."""

    id: UUID
    purpose: str | None
    recipient_label: str | None
    name_display: NameDisplay
    shows_evidence: bool
    code: str | None
    credential_count: int
    own_skill_count: int
    is_single_use: bool
    state: Literal["active", "expired", "stopped", "used"]
    created_at: datetime
    expires_at: datetime
    view_count: int
    last_viewed_at: datetime | None
    is_for_paper: bool


class CreatedShareLinkView(ShareLinkView):
    """A new share link with its address, which is shown only now."""

    url: str


class ShareMailBody(Body):
    """To whom a share link goes by mail. Only who has its address can send it: we do not keep it."""

    secret: str = Field(
        min_length=12,
        max_length=100,
        pattern=r"^[0-9A-Za-z_-]+$",
        description="The last part of the address of the link.",
        examples=["1CTVwSOTvflDJCTMP64aOO"],
    )
    email: str = Field(min_length=3, max_length=254, examples=["hr@bakkerij.example"])
    language: Literal["nl", "en"] = "nl"


class ShareViewView(View):
    """One time the link was opened, by page or by API. Nothing is kept of who opened it."""

    channel: Literal["page", "api"]
    viewed_at: datetime


class ErasureBody(Body):
    """That the holder knows what goes: the passport, its links, and what partnerships know of them."""

    understood: Literal[True]


class ErasureView(View):
    """What was erased. Status and digest of each credential stay, so that a copy still verifies."""

    organisation_count: int
    erased_at: datetime


class ShareFollowerView(View):
    """A system that is told when something changes in a share, by the name of its organisation."""

    name: str
    followed_at: datetime
    ended_at: datetime | None


class ShareFollowersView(View):
    """Who follows a share link or did, the oldest first."""

    items: list[ShareFollowerView]
