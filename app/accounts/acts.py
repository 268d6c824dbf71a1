"""What somebody did in the name of an organisation, in its audit log."""

from typing import Any
from uuid import UUID

from app.accounts.permissions import Issuer
from app.platform import audit
from app.platform.context import Context
from app.platform.database import Session


async def record_act(
    context: Context, session: Session, issuer: Issuer, action: str, target: UUID | str, **facts: Any
) -> None:
    """Write down who did what to what, in ids and codes only, in the transaction in which it is done."""
    await audit.record(
        session,
        organisation_id=issuer.organisation_id,
        actor=issuer.actor,
        action=action,
        target=str(target),
        facts=facts,
        now=context.clock.now(),
        randomness=context.randomness,
    )
