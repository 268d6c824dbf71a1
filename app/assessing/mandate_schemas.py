"""What the routes of mandates read and answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.assessing.mandates import Mandate, MandateRequest, ScopeKind
from app.web.schemas import Body, View


class MandateBody(Body):
    """A mandate to grant; without `validFrom` it begins now."""

    person_id: UUID
    scope_kind: ScopeKind
    scope_id: Annotated[UUID, Field(description="The id of the skill set or of the achievement.")]
    highest_level: Annotated[int, Field(ge=0, le=99)]
    valid_until: Annotated[AwareDatetime, Field(description="At most 18 months after the beginning.")]
    valid_from: AwareDatetime | None = None

    def to_request(self) -> MandateRequest:
        """What is asked."""
        return MandateRequest(**self.model_dump())


class MandateView(View):
    """Who may judge what, up to which level, from when until when. An end never takes back what was judged before."""

    id: UUID
    person_id: UUID
    scope_kind: ScopeKind
    scope_id: UUID
    highest_level: int
    valid_from: datetime
    valid_until: datetime
    granted_by: str
    granted_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


def mandate_view(mandate: Mandate) -> MandateView:
    """Translate a mandate for the API."""
    return MandateView.model_validate(mandate, from_attributes=True)
