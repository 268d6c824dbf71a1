"""What holding keeps sealed by the vault itself: the key of each holder, under which all else is sealed."""

from typing import Final

from app.holding.models import HolderRecord
from app.holding.passport import holder_key_context
from app.platform.rewrapping import SealedColumn

SEALED: Final = (SealedColumn(HolderRecord.data_key_wrapped, holder_key_context),)
