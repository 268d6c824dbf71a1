"""What becomes of a file: kept as it is, written again, or refused."""

from app.platform.media.images import rewrite_image, rewrite_logo
from app.platform.media.kinds import MOST_BYTES, Examined, Family, FileRefused, MediaType, Reason
from app.platform.media.mp4 import examine_mp4
from app.platform.media.pdf import examine_pdf
from app.platform.media.sniffing import HEAD_BYTES, sniff
from app.platform.media.sounds import examine_mp3, examine_ogg, examine_wav
from app.platform.media.tails import ensure_no_archive
from app.platform.media.webm import examine_webm


def examine_logo(content: bytes) -> Examined:
    """Judges a whole file that is to be a logo. Raises FileRefused."""
    media_type = sniff(content[:HEAD_BYTES])
    if media_type.family is not Family.photo:
        raise FileRefused(Reason.unknown_type)
    return rewrite_logo(content, media_type)


def examine(content: bytes) -> Examined:
    """Judges a whole file by its content. Raises FileRefused."""
    media_type = sniff(content[:HEAD_BYTES])
    if len(content) > MOST_BYTES[media_type.family]:
        raise FileRefused(Reason.too_large)
    if media_type.family is Family.photo:
        return rewrite_image(content, media_type)
    ensure_no_archive(content)
    match media_type:
        case MediaType.pdf:
            return examine_pdf(content)
        case MediaType.webm:
            return examine_webm(content)
        case MediaType.mp3:
            return examine_mp3(content)
        case MediaType.ogg:
            return examine_ogg(content)
        case MediaType.wav:
            return examine_wav(content)
        case _:
            return examine_mp4(content, media_type)
