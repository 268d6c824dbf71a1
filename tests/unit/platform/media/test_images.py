"""Pictures are written again within limits, and nothing but the picture is left."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from app.platform.media.examine import examine, examine_logo
from app.platform.media.images import LONGEST_SIDE, read_webp_size, rewrite_image
from app.platform.media.kinds import FileRefused, MediaType, Reason
from tests import evidence as made


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    image = Image.open(BytesIO(content), formats=("JPEG",))
    image.load()
    return image


def reason_of(content: bytes) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        examine(content)
    return refusal.value.reason


def test_a_photo_loses_its_place_maker_comment_and_profile_and_stands_upright() -> None:
    before = made.photo_with_place()
    assert made.PLACE.encode() in before
    assert b"Telefoonmaker" in before
    examined = examine(before)
    image = opened(examined.content)
    assert examined.media_type is MediaType.jpeg
    assert image.size == (40, 60)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made.PLACE.encode() not in (examined.content or b"")
    assert b"Telefoonmaker" not in (examined.content or b"")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "L"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_common_way_to_keep_colours_survives(kind: str, mode: str) -> None:
    color = (90, 128) if mode == "LA" else 40_000 if mode == "I;16" else None
    image = opened(examine(made.picture(kind, mode=mode, color=color)).content)
    assert image.size == (60, 40)
    assert image.mode in {"L", "RGB"}


def test_sixteen_bits_of_grey_stay_the_grey_they_were() -> None:
    image = opened(examine(made.picture("PNG", mode="I;16", color=40_000)).content)
    assert abs(int(image.getpixel((5, 5))) - 40_000 // 256) <= 2  # type: ignore[arg-type]


def test_a_palette_keeps_its_colours_and_what_shines_through_becomes_white() -> None:
    image = Image.new("P", (30, 30), 1)
    image.putpalette([0, 0, 0, 250, 0, 0])
    image.paste(0, (0, 0, 15, 30))
    written = BytesIO()
    image.save(written, "PNG", transparency=0)
    after = opened(examine(written.getvalue()).content)
    assert min(after.getpixel((4, 15))) > 240  # type: ignore[type-var, arg-type]
    red, green, _ = after.getpixel((25, 15))  # type: ignore[misc]
    assert red > 200
    assert green < 60


def test_colours_of_another_profile_come_out_as_they_were_meant() -> None:
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert opened(examine(made.picture(icc_profile=lab_like)).content).mode == "RGB"
    assert opened(examine(made.picture(icc_profile=b"no profile at all")).content).mode == "RGB"


def test_a_large_photo_becomes_small_enough() -> None:
    image = opened(examine(made.picture(size=(5_000, 3_000))).content)
    assert max(image.size) == LONGEST_SIDE


def test_a_photo_of_several_pictures_is_the_first_of_them() -> None:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, "MPO", save_all=True, append_images=frames[1:])
    red, _, blue = opened(examine(written.getvalue()).content).getpixel((3, 3))  # type: ignore[misc]
    assert red > blue


@pytest.mark.abuse("A15")
@pytest.mark.parametrize("bomb", [made.png_bomb, made.jpeg_bomb, made.webp_bomb])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(bomb: object) -> None:
    assert reason_of(bomb()) is Reason.too_many_pixels  # type: ignore[operator]


@pytest.mark.abuse("A15")
def test_a_picture_with_more_packed_data_than_pixels_stops_at_its_size() -> None:
    examined = examine(made.png_bomb(100, data=50_000_000))
    assert opened(examined.content).size == (100, 100)


@pytest.mark.abuse("A15")
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    assert reason_of(made.moving(kind)) is Reason.moving_picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(kind: str) -> None:
    content = made.picture(kind, size=(300, 300))
    assert reason_of(content[: len(content) // 2]) is Reason.damaged


@pytest.mark.abuse("A26")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("tail", [made.archive(), made.HTML, made.SVG])
def test_what_hides_behind_a_picture_is_gone(kind: str, tail: bytes) -> None:
    content = examine(made.picture(kind) + tail).content
    assert content is not None
    assert tail not in content
    assert b"PK\x05\x06" not in content
    assert b"alert" not in content


def test_a_picture_of_another_type_than_asked_is_refused() -> None:
    with pytest.raises(FileRefused):
        rewrite_image(made.picture("PNG"), MediaType.jpeg)


@pytest.mark.parametrize(
    "content",
    [
        made.picture("WEBP", (60, 40)),
        made.picture("WEBP", (60, 40), lossless=True),
        made.picture("WEBP", (60, 40), icc_profile=b"profile"),
    ],
)
def test_the_size_of_a_webp_is_read_from_its_first_chunk(content: bytes) -> None:
    assert read_webp_size(content) == (60, 40)


@pytest.mark.parametrize("content", [b"RIFF", made.wav(), made.picture("WEBP")[:25]])
def test_a_webp_that_does_not_tell_its_size_is_damaged(content: bytes) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_webp_size(content)
    assert refusal.value.reason is Reason.damaged


def test_a_logo_becomes_a_small_png_on_white() -> None:
    kept = examine_logo(made.picture("PNG", (1_200, 300), mode="RGBA", color=(0, 0, 0, 0)))
    image = Image.open(BytesIO(kept.content or b""))
    assert (kept.media_type, image.format, image.size) == (MediaType.png, "PNG", (320, 80))
    assert image.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_logo_of_noise_still_fits_on_a_small_page() -> None:
    noise = Image.effect_noise((640, 240), 90).convert("RGB")
    written = BytesIO()
    noise.save(written, "PNG")
    assert len(examine_logo(written.getvalue()).content or b"") < 45_000


def test_a_logo_is_a_picture_and_nothing_else() -> None:
    with pytest.raises(FileRefused, match="drawing"):
        examine_logo(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    with pytest.raises(FileRefused, match="unknown_type"):
        examine_logo(b"%PDF-1.7\n")
