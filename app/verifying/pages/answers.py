"""What the pages of verifying answer alike: headers of a page about somebody, and a receipt as a file."""

from typing import Final

from fastapi import Request
from fastapi.responses import Response

from app.holding.dependencies import phrasebook_of
from app.holding.print_paper import PDF
from app.platform.context import Context
from app.platform.guessing import WINDOW_SECONDS
from app.verifying.print_receipt import print_receipt
from app.verifying.receipts import Receipt
from app.web.dependencies import client_address

PRIVATE_HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
PAPERS_A_MINUTE: Final = 20


async def give_receipt(request: Request, ctx: Context, receipt: Receipt, *, kind: str) -> Response:
    """The receipt to keep: the signed text for `jwt`, else the PDF that carries it. Raises TooMany."""
    if kind == "jwt":
        return _file(receipt.text.encode("ascii"), "application/jwt", "ontvangstbewijs.jwt")
    address = client_address(request)
    ctx.caches.limiter.hit(f"receipt-pdf:{address}", limit=PAPERS_A_MINUTE, window=WINDOW_SECONDS)
    return _file(await print_receipt(ctx, receipt, phrasebook_of(request)), PDF, "ontvangstbewijs.pdf")


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {**PRIVATE_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
