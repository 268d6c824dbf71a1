"""Step 3 of issuing: the signatures, the audit entry and the event in one transaction; then it is real."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from app.accounts.permissions import Issuer
from app.issuing import faults
from app.issuing.errors import LintMismatch, SignerUnavailable
from app.issuing.events import CredentialIssued
from app.issuing.issuances import Issuance, IssuedCredential, assemble
from app.issuing.ledger_rows import LedgerRepository
from app.issuing.reserve import Refused
from app.issuing.revoke import forget_versions
from app.issuing.sign import ERASED, Signatures, sign_reserved
from app.issuing.supersede import revoke_superseded
from app.platform import audit
from app.platform.context import Context
from app.platform.errors import Erased
from app.platform.queue import publish
from app.trust.identity import issuer_did
from app.trust.signers import signer_for

Outcome: TypeAlias = IssuedCredential | Refused


async def complete(
    context: Context, issuer: Issuer, issuances: Sequence[Issuance], *, now: datetime
) -> dict[UUID, Outcome]:
    """Makes reserved rows signed, or void when they may not be signed; safe to do twice at once."""
    signer, key_id = await signer_for(context, issuer.organisation_id, "credential")
    issuer_id = issuer_did(context.settings, issuer.slug)
    result = await sign_reserved(context, issuances, signer=signer, key_id=key_id, issuer_id=issuer_id)
    faults.reach(context, faults.AFTER_SIGN)
    rows = {issuance.id: issuance for issuance in issuances}
    won, others, lists = await _record(context, issuer, rows, result, now=now)
    forget_versions(context, lists)
    faults.reach(context, faults.AFTER_STORE)
    outcomes: dict[UUID, Outcome] = {row.id: assemble(context.vault, row) for row in others}
    for credential_id in won:
        issuance = replace(rows[credential_id], signature=result.signatures[credential_id], state="signed")
        outcomes[credential_id] = IssuedCredential(issuance, result.secured[credential_id])
    for credential_id, reason in result.rejected.items():
        outcomes[credential_id] = Refused(_refusal(reason))
    return outcomes


def _refusal(reason: str) -> Erased | LintMismatch | SignerUnavailable:
    if reason == ERASED:
        return Erased()
    if reason == "key_changed":
        return SignerUnavailable("The signing key was replaced meanwhile. Try again.", retry_after=1)
    return LintMismatch()


async def _record(
    context: Context, issuer: Issuer, rows: Mapping[UUID, Issuance], result: Signatures, *, now: datetime
) -> tuple[set[UUID], list[Issuance], frozenset[UUID]]:
    """The credentials that became signed here, rows that somebody else completed first, and status lists that changed."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        ledger = LedgerRepository(session, issuer.organisation_id)
        if result.rejected:
            await ledger.mark_void(list(result.rejected))
        if not result.signatures:
            return set(), [], frozenset()
        digests = {credential_id: secured.digest for credential_id, secured in result.secured.items()}
        won = await ledger.mark_signed(result.signatures, digests, now=now)
        if won:
            targets = [str(credential_id) for credential_id in sorted(won)]
            await audit.record_many(
                session,
                organisation_id=issuer.organisation_id,
                actor=issuer.actor,
                action="credential.issued",
                targets=targets,
                now=now,
                randomness=context.randomness,
            )
            recipients = [str(rows[UUID(target)].recipient_id) for target in targets]
            await publish(session, CredentialIssued(str(issuer.organisation_id), targets, recipients))
        lists = await revoke_superseded(context, session, issuer, [rows[item] for item in won], now=now)
        lost = result.signatures.keys() - won
        others = [row for row, _ in await ledger.find_signed(list(lost))] if lost else []
    return won, others, lists
