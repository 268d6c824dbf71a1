"""The public validation levels, as software reads them."""

from typing import Annotated

from fastapi import Query, Response

from app.assessing.errors import UnknownLadder
from app.assessing.schemas import ValidationLevelsView, ladder_view
from app.assessing.validation_levels import list_ladder_versions, load_ladder
from app.platform.errors import InvalidInput, TooMany
from app.web.problems import problems
from app.web.routing import Router

router = Router(prefix="/v1", tags=["Validation levels"])
CACHE = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}

Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="The levels in force when left out.")]


@router.get(
    "/validation-levels",
    operation_id="getValidationLevels",
    responses=problems(InvalidInput, UnknownLadder, TooMany),
)
async def get_validation_levels(response: Response, version: Version = None) -> ValidationLevelsView:
    """Read the validation levels: what each means in one sentence, and what it needs at least."""
    response.headers.update(CACHE)
    return ladder_view(load_ladder(version), list_ladder_versions())
