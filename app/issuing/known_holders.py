"""As whom organisations know the person with a passport: what was given to her, and the dossiers about her.

A dossier that an organisation opened names no passport. It is of the passport that collected what was given under the
same reference, unless another passport opened a dossier under it (docs/decisions/0051).
"""

from dataclasses import dataclass
from uuid import UUID

from app.assessing.dossiers import list_places_of_holder
from app.assessing.holder_dossiers import find_candidate_by_hash_of
from app.issuing.erasure_rows import ErasureRepository, list_recipients_of_holder
from app.issuing.issuances import recipient_context
from app.issuing.recipient_rows import find_recipient_of_holder
from app.issuing.register_recipients import open_name
from app.platform.context import Context
from app.platform.database import Session, enter


@dataclass(frozen=True, slots=True)
class KnownAs:
    """As whom an organisation knows somebody: its own reference, and the name if it gave one."""

    reference: str
    name: str | None


async def list_candidates_of_holder(session: Session, holder_id: UUID) -> list[tuple[UUID, UUID]]:
    """Where there are dossiers of a holder: organisation and candidate.

    `session` is in the holder's context, and comes back to it.
    """
    candidates = await list_places_of_holder(session, holder_id)
    for organisation_id, recipient_id in await list_recipients_of_holder(session, holder_id):
        await enter(session, organisation_id=organisation_id)
        reference = await ErasureRepository(session, organisation_id).find_reference_hash(recipient_id)
        found = reference and await find_candidate_by_hash_of(session, organisation_id, reference, holder_id)
        if found and (organisation_id, found) not in candidates:
            candidates.append((organisation_id, found))
    await enter(session, holder_id=holder_id)
    return candidates


async def find_known_as(
    context: Context, session: Session, organisation_id: UUID, holder_id: UUID
) -> KnownAs | None:
    """As whom an organisation gave this holder something first. `session` is in the organisation's context."""
    row = await find_recipient_of_holder(session, organisation_id, holder_id)
    if row is None:
        return None
    place = recipient_context(organisation_id, row["id"], "data_key_wrapped")
    data_key = context.vault.data_key(row["data_key_wrapped"], context=place)
    sealed_at = recipient_context(organisation_id, row["id"], "reference_sealed")
    reference = data_key.open(row["reference_sealed"], context=sealed_at).decode()
    return KnownAs(reference, open_name(data_key, organisation_id, row["id"], row["name_sealed"]))
