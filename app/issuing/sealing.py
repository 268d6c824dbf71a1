"""What issuing keeps sealed by the vault itself; all else is sealed under the data key of a recipient."""

from typing import Final
from uuid import UUID

from app.issuing.batches import rows_context
from app.issuing.issuances import recipient_context
from app.issuing.models import (
    CredentialBatchChunkRecord,
    CredentialSheetPartRecord,
    CredentialSheetRecord,
    RecipientRecord,
)
from app.issuing.sheets.parts import header_context, part_findings_context, part_rows_context
from app.platform.rewrapping import SealedColumn


def _data_key_place(organisation_id: UUID, recipient_id: UUID) -> str:
    return recipient_context(organisation_id, recipient_id, "data_key_wrapped")


SEALED: Final = (
    SealedColumn(RecipientRecord.data_key_wrapped, _data_key_place),
    SealedColumn(CredentialBatchChunkRecord.rows_sealed, rows_context),
    SealedColumn(CredentialSheetRecord.header_sealed, header_context),
    SealedColumn(CredentialSheetPartRecord.rows_sealed, part_rows_context),
    SealedColumn(CredentialSheetPartRecord.findings_sealed, part_findings_context),
)
