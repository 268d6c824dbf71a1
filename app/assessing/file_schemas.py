"""What the API tells of evidence files."""

from datetime import datetime
from uuid import UUID

from app.assessing.evidence_files import EvidenceFile
from app.platform.media.kinds import Family
from app.web.schemas import View


class EvidenceFileView(View):
    """A file that is kept. `kind` is what it may be evidence as; `sha256` is in hexadecimal, of what is kept."""

    id: UUID
    kind: Family
    media_type: str
    size: int
    sha256: str
    name: str
    added_by: str
    kept_at: datetime


class EvidenceFileListView(View):
    """Every file of a dossier; there are never more than 25."""

    items: list[EvidenceFileView]


def evidence_file_view(file: EvidenceFile) -> EvidenceFileView:
    """How the API shows a file."""
    return EvidenceFileView(
        id=file.id,
        kind=file.media_type.family,
        media_type=file.media_type.value,
        size=file.size,
        sha256=file.sha256.hex(),
        name=file.name,
        added_by=file.added_by,
        kept_at=file.kept_at,
    )
