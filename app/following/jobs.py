"""What following reacts to, and what it does at set times."""

from uuid import UUID

from app.following.deliver import deliver, resume_deliveries
from app.following.feed import DELIVER, forget_old
from app.following.look_again import end_share, expire_share, review_credential, review_followers
from app.following.subscribe import EXPIRE, MARGIN, REVIEW
from app.holding.events import CredentialSorted, FollowedShareEnded
from app.issuing.events import CredentialReinstated, CredentialRevoked, CredentialSuspended
from app.platform.context import Context
from app.platform.logging import log
from app.platform.queue import enqueue, job, scheduled, subscriber
from app.trust.events import SigningKeyCompromised


@subscriber(CredentialRevoked)
async def tell_of_revocation(event: CredentialRevoked, context: Context) -> None:
    """Who follows it is told."""
    await review_followers(context, UUID(event.credential_id))


@subscriber(CredentialSuspended)
async def tell_of_suspension(event: CredentialSuspended, context: Context) -> None:
    """Who follows it is told."""
    await review_followers(context, UUID(event.credential_id))


@subscriber(CredentialReinstated)
async def tell_of_reinstatement(event: CredentialReinstated, context: Context) -> None:
    """Who follows it is told."""
    await review_followers(context, UUID(event.credential_id))


@subscriber(CredentialSorted)
async def tell_of_sorting(event: CredentialSorted, context: Context) -> None:
    """Who follows it is told, when it is shown no more or again."""
    await review_followers(context, UUID(event.credential_id))


@subscriber(SigningKeyCompromised)
async def tell_of_compromise(event: SigningKeyCompromised, context: Context) -> None:
    """Everything of the issuer is looked at again: only what that key signed since has changed."""
    await review_followers(context, UUID(event.organisation_id))


@subscriber(FollowedShareEnded)
async def tell_of_end(event: FollowedShareEnded, context: Context) -> None:
    """The last that a follower hears."""
    await end_share(context, UUID(event.organisation_id), UUID(event.subscription_id))


@job(REVIEW)
async def review_at_expiry(
    context: Context, *, organisation_id: str, subscription_id: str, credential_id: str
) -> None:
    """A credential was meant to count until about now."""
    await review_credential(context, UUID(organisation_id), UUID(subscription_id), UUID(credential_id))


@job(EXPIRE)
async def expire_at_end(context: Context, *, organisation_id: str, subscription_id: str) -> None:
    """A share was meant to last until about now."""
    later = await expire_share(context, UUID(organisation_id), UUID(subscription_id))
    if later is not None:
        async with context.database.transaction(organisation_id=UUID(organisation_id)) as session:
            await enqueue(
                session,
                EXPIRE,
                at=later + MARGIN,
                organisation_id=organisation_id,
                subscription_id=subscription_id,
            )


@job(DELIVER)
async def deliver_one(context: Context, *, organisation_id: str, endpoint_id: str, event_id: str) -> None:
    """One webhook to one address."""
    await deliver(context, UUID(organisation_id), UUID(endpoint_id), UUID(event_id))


@scheduled("* * * * *", "following.resume_deliveries")
async def resume_left_deliveries(context: Context) -> None:
    """Every minute: no webhook is left behind by a crash."""
    count = await resume_deliveries(context)
    if count:
        log.warning("webhook.resumed", count=count)


@scheduled("37 3 * * *", "following.forget")
async def forget_old_events(context: Context) -> None:
    """Every night: what happened is kept for 90 days."""
    log.info("follow.forgotten", count=await forget_old(context))
