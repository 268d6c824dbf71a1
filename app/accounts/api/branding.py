"""JSON routes of the brand of a partnership."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Annotated, Final

from fastapi import Depends, Response

from app.accounts.branding import MOST_LOGO_BYTES, Branding, change_branding, load_branding
from app.accounts.contrast import contrast
from app.accounts.dependencies import CurrentIssuer, require
from app.accounts.errors import BrandingChanged
from app.accounts.permissions import Issuer, Scope
from app.accounts.schemas import BrandingBody, BrandingView
from app.platform.errors import (
    FieldError,
    Forbidden,
    InvalidInput,
    NotFound,
    TooMany,
    Unauthenticated,
)
from app.platform.media.kinds import FileRefused
from app.web.conditional import IfMatch, read_revision, revision_tag
from app.web.dependencies import Ctx, Db
from app.web.errors import PreconditionRequired
from app.web.problems import problems
from app.web.routing import Router

router = Router(
    prefix="/v1/organisations/{organisationId}/branding",
    tags=["Organisation"],
    body_limit=2 * MOST_LOGO_BYTES,
)
BrandWriter = Annotated[Issuer, Depends(require(Scope.BRANDING_WRITE))]
_READING: Final = (InvalidInput, Unauthenticated, NotFound, TooMany)


@router.get("", operation_id="getBranding", responses=problems(*_READING))
async def get_branding(issuer: CurrentIssuer, db: Db, response: Response) -> BrandingView:
    """Read the brand of your organisation; revision 0 is what this service looks like without one."""
    return _tagged(await load_branding(db, issuer.organisation_id), response)


@router.put(
    "",
    operation_id="putBranding",
    responses=problems(*_READING, Forbidden, BrandingChanged, PreconditionRequired),
)
async def put_branding(
    body: BrandingBody, issuer: BrandWriter, ctx: Ctx, response: Response, if_match: IfMatch = None
) -> BrandingView:
    """Change the brand as a whole. The contrast has to be 4.5:1; the logo is kept as a small PNG on white."""
    expected = read_revision(if_match)
    try:
        changed = await change_branding(
            ctx,
            issuer,
            expected=expected,
            colour=body.brand_colour,
            text_colour=body.text_colour,
            logo=_read_logo(body.logo),
        )
    except FileRefused as refusal:
        detail = "Send a PNG, JPEG or WebP of one picture."
        raise InvalidInput(errors=[FieldError("/logo", refusal.reason.value, detail)]) from refusal
    return _tagged(changed, response)


def _read_logo(text: str | None) -> bytes | None:
    try:
        return None if text is None else b64decode(text, validate=True)
    except (Error, ValueError) as error:
        raise InvalidInput(errors=[FieldError("/logo", "encoding", "Send base64.")]) from error


def _tagged(branding: Branding, response: Response) -> BrandingView:
    response.headers["ETag"] = revision_tag(branding.revision)
    return BrandingView(
        brand_colour=branding.colour,
        text_colour=branding.text_colour,
        contrast=int(contrast(branding.colour, branding.text_colour) * 10) / 10,
        logo=None if branding.logo is None else b64encode(branding.logo).decode(),
        revision=branding.revision,
        changed_at=branding.changed_at,
    )
