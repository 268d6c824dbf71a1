"""What the routes of the register and of recognitions read and answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.credentials.materials import RegisteredIssuer
from app.trust.recognise import RecognitionDraft, RecognitionRequest
from app.trust.recognitions import RecognisedScope, Recognition
from app.trust.register import RegisterEntry, RegisterLine
from app.web.schemas import Body, ShortText, View

Level = Annotated[int, Field(ge=1, le=4, description="The highest validation level that is recognised.")]
Uri = Annotated[
    str, Field(min_length=5, max_length=1_000, description="A web address, or a urn, without its version.")
]


class RecognisedSetBody(Body):
    """For which skill set: its address without a version, and its name."""

    uri: Uri
    name: ShortText


class RecognitionBody(Body):
    """Whom your partnership recognises; without `skillSet` for all, without `recognisedFrom` from now."""

    issuer_did: Annotated[str, Field(min_length=8, max_length=512)]
    skill_set: RecognisedSetBody | None = None
    highest_level: Level
    recognised_from: AwareDatetime | None = None
    recognised_until: AwareDatetime | None = None

    def to_request(self) -> RecognitionRequest:
        """The same for the use case."""
        return RecognitionRequest(
            issuer_did=self.issuer_did,
            highest_level=self.highest_level,
            skill_set_uri=self.skill_set.uri if self.skill_set else None,
            skill_set_name=self.skill_set.name if self.skill_set else None,
            recognised_from=self.recognised_from,
            recognised_until=self.recognised_until,
        )


class NamedIssuerView(View):
    """An organisation by its DID; `name` is null when the register does not have it."""

    did: str
    name: str | None


class RecognisedSetView(View):
    """A skill set by its address and name."""

    uri: str
    name: str


class RecognitionView(View):
    """A recognition. `state` is active, planned, ended or withdrawn; `skillSet` is null when it is for all.

    `endsAt` is when it stops or stopped to count: its end, its withdrawal, or the end of one of both in the
    register. `statement` is the signed EndorsementCredential (Open Badges 3.0) as a VC-JWT.
    """

    id: UUID
    state: Literal["active", "planned", "ended", "withdrawn"]
    recogniser: NamedIssuerView
    issuer_did: str
    skill_set: RecognisedSetView | None
    highest_level: int
    recognised_from: datetime
    recognised_until: datetime | None
    recorded_at: datetime
    withdrawn_at: datetime | None
    ends_at: datetime | None
    statement: str


class RecognitionDraftView(View):
    """A recognition that waits for somebody else of your partnership; `draftedBy` may not confirm it."""

    id: UUID
    state: Literal["draft"]
    issuer_did: str
    skill_set: RecognisedSetView | None
    highest_level: int
    recognised_from: datetime
    recognised_until: datetime | None
    drafted_by: str
    drafted_at: datetime


class OwnRecognitionsView(View):
    """What waits for a second person, and what your partnership signed, oldest first."""

    drafts: list[RecognitionDraftView]
    items: list[RecognitionView]
    next_cursor: str | None


class WithdrawnView(View):
    """`recognition` is null when a draft was discarded."""

    recognition: RecognitionView | None


class IssuerView(View):
    """An issuer in the register. `state` is active, suspended or ended."""

    did: str
    name: str
    website: str | None
    state: Literal["active", "suspended", "ended"]
    registered_by: str | None
    registered_from: datetime
    registered_until: datetime | None
    successor_did: str | None


class IssuerEventView(View):
    """Something that happened to an issuer in the register."""

    happened_at: datetime
    action: str


class IssuerEntryView(IssuerView):
    """All that the register has of an issuer: also who recognises it, whom it recognises, and its history."""

    recognised_by: list[RecognitionView]
    recognises: list[RecognitionView]
    history: list[IssuerEventView]


def recognition_view(recognition: Recognition, now: datetime) -> RecognitionView:
    """A recognition as it is shown."""
    return RecognitionView(
        id=recognition.id,
        state=recognition.state_at(now),
        recogniser=NamedIssuerView(did=recognition.recogniser_did, name=recognition.recogniser_name),
        issuer_did=recognition.issuer_did,
        skill_set=_skill_set(recognition.scope),
        highest_level=recognition.scope.highest_level,
        recognised_from=recognition.recognised_from,
        recognised_until=recognition.recognised_until,
        recorded_at=recognition.recorded_at,
        withdrawn_at=recognition.withdrawn_at,
        ends_at=recognition.ends_at,
        statement=recognition.statement,
    )


def draft_view(draft: RecognitionDraft) -> RecognitionDraftView:
    """A draft as its partnership sees it."""
    return RecognitionDraftView(
        id=draft.id,
        state="draft",
        issuer_did=draft.issuer_did,
        skill_set=_skill_set(draft.scope),
        highest_level=draft.scope.highest_level,
        recognised_from=draft.recognised_from,
        recognised_until=draft.recognised_until,
        drafted_by=draft.drafted_by,
        drafted_at=draft.drafted_at,
    )


def issuer_view(line: RegisterLine, now: datetime) -> IssuerView:
    """An issuer in the list."""
    return IssuerView.model_validate(_issuer(line.issuer, now))


def entry_view(entry: RegisterEntry, now: datetime) -> IssuerEntryView:
    """An issuer with all that the register has."""
    return IssuerEntryView.model_validate(
        {
            **_issuer(entry.line.issuer, now),
            "recognised_by": [recognition_view(one, now) for one in entry.recognised_by],
            "recognises": [recognition_view(one, now) for one in entry.recognises],
            "history": [
                IssuerEventView(happened_at=one.happened_at, action=one.action) for one in entry.history
            ],
        }
    )


def _issuer(issuer: RegisteredIssuer, now: datetime) -> dict[str, object]:
    return {
        "did": issuer.did,
        "name": issuer.name,
        "website": issuer.website,
        "state": issuer.state_at(now),
        "registered_by": issuer.registered_by,
        "registered_from": issuer.registered_from,
        "registered_until": issuer.registered_until,
        "successor_did": issuer.successor_did,
    }


def _skill_set(scope: RecognisedScope) -> RecognisedSetView | None:
    if scope.skill_set_uri is None or scope.skill_set_name is None:
        return None
    return RecognisedSetView(uri=scope.skill_set_uri, name=scope.skill_set_name)
