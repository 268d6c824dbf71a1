"""The files that a PDF carries (ISO 32000-2 section 7.11.4), such as the credentials in a passport on paper."""

from io import BytesIO
from typing import Final

import pypdf

from app.platform.media.kinds import MIB, FileRefused, Reason

# A passport on paper carries as many as a worker can print.
MOST_FILES: Final = 100
MOST_BYTES: Final = 16 * MIB


def read_attachments(content: bytes) -> list[bytes]:
    """The first hundred files in a PDF, in its order. Raises FileRefused (damaged, too_heavy)."""
    found, size = [], 0
    try:
        reader = pypdf.PdfReader(BytesIO(content), strict=True)
        for _, file in zip(range(MOST_FILES), reader.attachment_list, strict=False):
            found.append(file.content)
            size += len(found[-1])
            if size > MOST_BYTES:
                break
    # A broken PDF makes the reader stumble in many ways, and each means the same here.
    except Exception as error:
        raise FileRefused(Reason.damaged) from error
    if size > MOST_BYTES:
        raise FileRefused(Reason.too_heavy)
    return found
