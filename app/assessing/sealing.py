"""What assessing keeps sealed by the vault itself; all else is sealed under the data key of a candidate."""

from typing import Final

from app.assessing.candidates import data_key_place
from app.assessing.models import CandidateRecord, ReferenceKeyRecord
from app.assessing.reference_keys import reference_key_context
from app.platform.rewrapping import SealedColumn

SEALED: Final = (
    SealedColumn(CandidateRecord.data_key_wrapped, data_key_place),
    SealedColumn(ReferenceKeyRecord.key_sealed, reference_key_context),
)
