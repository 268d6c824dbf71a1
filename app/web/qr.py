"""QR codes of our own addresses, as SVG without any outside reference."""

import io

import segno
from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """An inline SVG of a QR code (error correction M) for an https address of ours."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=4,
        svgclass="qr-code",
        lineclass=None,
    )
    # Built from our own address by segno, which escapes; no text of others is inside.
    return Markup(out.getvalue().decode())
