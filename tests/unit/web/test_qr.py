"""QR codes of share links."""

from app.web.qr import qr_svg

ADDRESS = "https://paspoort.example/s/0123456789ABCDEFabcdef"


def test_the_code_is_inline_svg_without_script_style_or_other_origin() -> None:
    svg = str(qr_svg(ADDRESS))
    assert (svg.startswith("<svg") and svg.endswith("</svg>\n")) or svg.endswith("</svg>")
    for forbidden in ("<script", "style=", "href", "<?xml"):
        assert forbidden not in svg


def test_the_same_address_gives_the_same_code() -> None:
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
