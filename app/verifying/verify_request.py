"""One request to verify, from the route or out of a batch: exactly one of credential, presentation and share link."""

from typing import Final
from uuid import UUID

from app.platform.context import Context
from app.platform.errors import FieldError
from app.verifying.errors import InvalidVerificationRequest
from app.verifying.limits import count_miss, ensure_may_look
from app.verifying.presentations import Wanted
from app.verifying.schemas import VerificationBody
from app.verifying.share_addresses import read_share_secret
from app.verifying.verify import (
    LINK_NOT_WORKING,
    Verification,
    verify_credential,
    verify_presentation,
)
from app.verifying.verify_shared import verify_share_link


async def verify_request(
    ctx: Context, body: VerificationBody, address: str, *, verifier: UUID | None = None
) -> Verification:
    """The judgement; `address` is who asks, `verifier` the organisation of its key.

    Raises InvalidVerificationRequest, InvalidPresentation, TooMany.
    """
    given = [member for member in (body.credential, body.presentation, body.share_link) if member is not None]
    if len(given) != 1:
        raise InvalidVerificationRequest(errors=[_EXACTLY_ONE])
    if body.presentation is None and (body.domain is not None or body.challenge is not None):
        raise InvalidVerificationRequest(errors=[_ONLY_PRESENTED])
    if body.credential is not None:
        return await verify_credential(ctx, body.credential)
    if body.presentation is not None:
        return await verify_presentation(ctx, body.presentation, Wanted(None, body.domain, body.challenge))
    return await _verify_link(ctx, body.share_link or "", address, verifier)


async def _verify_link(ctx: Context, link: str, address: str, verifier: UUID | None) -> Verification:
    secret = read_share_secret(link, public_url=ctx.settings.public_url)
    if secret is None:
        raise InvalidVerificationRequest(errors=[_NOT_OUR_LINK])
    ensure_may_look(ctx, address)
    verification = await verify_share_link(ctx, secret, "api", verifier=verifier)
    if verification.code == LINK_NOT_WORKING:
        count_miss(ctx, address)
    return verification


_EXACTLY_ONE: Final = FieldError(
    "", "exactly_one", "Send exactly one of credential, presentation and shareLink."
)
_ONLY_PRESENTED: Final = FieldError(
    "", "only_with_presentation", "Send domain and challenge only with a presentation."
)
_NOT_OUR_LINK: Final = FieldError(
    "/shareLink", "not_a_share_link", "Send the whole address of a share page of this service, or its secret."
)
