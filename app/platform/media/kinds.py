"""The kinds of file that evidence may be, and the reasons for which a file is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MIB: Final = 1024 * 1024


class Family(StrEnum):
    """What a person calls it."""

    photo = "photo"
    video = "video"
    voice_note = "voice-note"
    document = "document"


class MediaType(StrEnum):
    """The types we give out; found in the bytes, whatever the sender called them."""

    jpeg = "image/jpeg"
    png = "image/png"
    webp = "image/webp"
    mp4 = "video/mp4"
    quicktime = "video/quicktime"
    webm = "video/webm"
    mp4_sound = "audio/mp4"
    webm_sound = "audio/webm"
    mp3 = "audio/mpeg"
    ogg = "audio/ogg"
    wav = "audio/wav"
    pdf = "application/pdf"

    @property
    def family(self) -> Family:
        """What a person calls it."""
        main = self.value.partition("/")[0]
        return _FAMILIES.get(main, Family.document)

    @property
    def extension(self) -> str:
        """How the name of a downloaded file ends, without the dot."""
        return _EXTENSIONS[self]


class Reason(StrEnum):
    """Why a file is refused; stable, and each with a sentence that says what to do."""

    empty = "empty"
    too_large = "too_large"
    unknown_type = "unknown_type"
    heic = "heic"
    drawing = "drawing"
    web_page = "web_page"
    archive = "archive"
    office = "office"
    program = "program"
    damaged = "damaged"
    two_in_one = "two_in_one"
    active_document = "active_document"
    protected_document = "protected_document"
    too_many_pixels = "too_many_pixels"
    moving_picture = "moving_picture"
    too_heavy = "too_heavy"


class FileRefused(Exception):
    """The file is not kept; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept.

    `content` is what is kept instead of what came, None for what came; of that, each `blanks` (from, to; in
    bytes) is written as a box of type `free` with zeros in it.
    """

    media_type: MediaType
    content: bytes | None = None
    blanks: tuple[tuple[int, int], ...] = ()


_FAMILIES: Final[Mapping[str, Family]] = {
    "image": Family.photo,
    "video": Family.video,
    "audio": Family.voice_note,
}
_EXTENSIONS: Final[Mapping[MediaType, str]] = {
    MediaType.jpeg: "jpg",
    MediaType.png: "png",
    MediaType.webp: "webp",
    MediaType.mp4: "mp4",
    MediaType.quicktime: "mov",
    MediaType.webm: "webm",
    MediaType.mp4_sound: "m4a",
    MediaType.webm_sound: "webm",
    MediaType.mp3: "mp3",
    MediaType.ogg: "ogg",
    MediaType.wav: "wav",
    MediaType.pdf: "pdf",
}
# A picture and a document are read whole; a film is only walked through.
MOST_BYTES: Final[Mapping[Family, int]] = {
    Family.photo: 25 * MIB,
    Family.document: 25 * MIB,
    Family.voice_note: 100 * MIB,
    Family.video: 1024 * MIB,
}
