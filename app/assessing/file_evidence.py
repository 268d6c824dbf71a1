"""A file that becomes evidence in one go, from a form: kept first, then added; nothing is left of one that is refused."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

from app.accounts.permissions import Issuer
from app.assessing.evidence import Evidence, EvidenceDraft, add_evidence
from app.assessing.evidence_files import EvidenceFile, FileOwner, erase_file, load_file_owner
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.uploads import store_file
from app.platform.context import Context
from app.platform.errors import AppError


async def keep_file(
    context: Context,
    issuer: Issuer,
    dossier_id: UUID,
    stream: AsyncIterator[bytes],
    name: str | None,
    size: int | None = None,
) -> tuple[FileOwner, EvidenceFile]:
    """The file, examined and kept. Raises NotFound, DossierClosed, and what `store_file` raises."""
    async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
        owner = await load_file_owner(context, session, issuer.organisation_id, dossier_id, is_open=True)
    return owner, await store_file(context, owner, actor=issuer.actor, stream=stream, name=name, size=size)


async def add_kept_file(
    context: Context, issuer: Issuer, owner: FileOwner, kept: EvidenceFile, draft: EvidenceDraft
) -> Evidence:
    """The file as evidence; its kind is what the file is. Raises what `add_evidence` raises, and then the file is gone."""
    named = replace(draft, kind=EvidenceKind(kept.media_type.family.value), file_id=kept.id)
    try:
        async with context.database.transaction(organisation_id=issuer.organisation_id) as session:
            return await add_evidence(context, session, issuer, owner.dossier_id, named)
    except AppError:
        await erase_file(context, owner, kept.id)
        raise
