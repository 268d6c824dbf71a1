"""Pictures: read within limits and written again, so that nothing but the picture is left."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageOps

from app.platform.media.kinds import Examined, FileRefused, MediaType, Reason

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 2_560
LOGO_BOX: Final = (320, 120)
_QUALITY: Final = 85
_FORMATS: Final = {MediaType.jpeg: "JPEG", MediaType.png: "PNG", MediaType.webp: "WEBP"}
# Pillow asks for more of a file than we do; what it warns of, our own limit refuses.
Image.MAX_IMAGE_PIXELS = None
_BROKEN: Final = (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, ImageCms.PyCMSError)


def rewrite_image(content: bytes, media_type: MediaType) -> Examined:
    """The picture as a JPEG of at most 2,560 pixels a side, upright, in sRGB, without EXIF, profile or comment.

    Raises FileRefused for more than 40 million pixels (told before anything is decoded) and for moving pictures.
    """
    return Examined(MediaType.jpeg, _rewrite(content, media_type, (LONGEST_SIDE, LONGEST_SIDE), _write))


def rewrite_logo(content: bytes, media_type: MediaType) -> Examined:
    """The picture as a PNG of at most 320 by 120 pixels in 256 colours, on white. Raises as `rewrite_image`."""
    return Examined(MediaType.png, _rewrite(content, media_type, LOGO_BOX, _write_logo))


def _rewrite(
    content: bytes, media_type: MediaType, box: tuple[int, int], write: Callable[[Image.Image], bytes]
) -> bytes:
    if media_type is MediaType.webp:
        # Pillow gives the whole canvas its memory as soon as it opens one.
        _ensure_pixels(*read_webp_size(content))
    try:
        with Image.open(BytesIO(content), formats=(_FORMATS[media_type],)) as image:
            _ensure_pixels(image.width, image.height)
            # A JPEG of several pictures is how phones keep depth and light; the first is the photo.
            if media_type is not MediaType.jpeg and getattr(image, "n_frames", 1) != 1:
                raise FileRefused(Reason.moving_picture)
            return write(_prepare(image, box))
    except _BROKEN as error:
        raise FileRefused(Reason.damaged) from error


def read_webp_size(content: bytes) -> tuple[int, int]:
    """Width and height as the first chunk of a WebP tells them (RFC 9649, section 2). Raises FileRefused."""
    kind, body = content[12:16], content[20:30]
    if len(body) == 10 and kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if len(body) == 10 and kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(body) == 10 and kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise FileRefused(Reason.damaged)


def _ensure_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise FileRefused(Reason.too_many_pixels)


def _prepare(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    if image.format == "JPEG":
        image.draft(None, box)
    profile = image.info.get("icc_profile")
    image.load()
    upright = ImageOps.exif_transpose(image)
    plain = _eight_bits(upright)
    plain.thumbnail(box, Image.Resampling.LANCZOS)
    return _on_white(_in_srgb(plain, profile))


def _eight_bits(image: Image.Image) -> Image.Image:
    """A mode that can be made smaller: grey, RGB, RGBA or CMYK, eight bits each."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        raise FileRefused(Reason.damaged)
    if image.mode in {"P", "PA", "LA", "La", "RGBa"} or (
        image.mode != "RGBA" and "transparency" in image.info
    ):
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as the profile means them; a profile that cannot be used is left out."""
    if not isinstance(profile, bytes) or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image if image.mode in {"L", "RGB"} else image.convert("RGB")


def _write(image: Image.Image) -> bytes:
    written = BytesIO()
    _strip(image).save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _write_logo(image: Image.Image) -> bytes:
    written = BytesIO()
    _strip(image).convert("RGB").quantize(256).save(written, "PNG", optimize=True)
    return written.getvalue()


def _strip(image: Image.Image) -> Image.Image:
    # What belongs to a picture travels in `info`: an empty picture takes the pixels only.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean
