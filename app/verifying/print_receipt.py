"""A receipt as PDF/A: the same words, with the signed text in it, so that the paper can be checked again."""

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from app.credentials.times import parse_time
from app.holding.print_paper import set_paper
from app.holding.wording import Phrasebook, local_date
from app.platform.context import Context
from app.verifying.check_page_models import ReceiptLine
from app.verifying.receipt_lines import build_receipt_lines, receipt_verdict
from app.verifying.receipts import Receipt
from app.verifying.wording import RECEIPT_NOW_SENTENCE, RECEIPT_REAL_SENTENCE, RECEIPT_TITLE
from app.web.marking import N_
from app.web.translations import time_text

TEMPLATE: Final = Path(__file__).resolve().parent / "paper" / "receipt.typ"
_DIGITS: Final = 16


async def print_receipt(context: Context, receipt: Receipt, phrasebook: Phrasebook) -> bytes:
    """The PDF of a receipt. Its QR code leads to the page where it can be checked."""
    address = f"{context.settings.public_url}/check"
    facts = write_receipt(receipt, phrasebook, address)
    made_at = parse_time(receipt.claims["checkedAt"])
    return await asyncio.to_thread(set_paper, TEMPLATE, facts, address=address, made_at=made_at)


def write_receipt(receipt: Receipt, phrasebook: Phrasebook, address: str) -> dict[str, Any]:
    """The facts of the template receipt.typ."""
    _, claims = phrasebook.translate, receipt.claims
    checked_at = parse_time(claims["checkedAt"])
    moment = {
        "date": phrasebook.write_date(local_date(checked_at)),
        "time": time_text(checked_at, phrasebook.language),
    }
    host = {"host": urlsplit(address).netloc}
    return {
        "language": phrasebook.language,
        "host": host["host"],
        "title": _(RECEIPT_TITLE),
        "verdict": receipt_verdict(claims, phrasebook),
        "checked": _("Gecontroleerd op %(date)s om %(time)s") % moment,
        "lines": [_write_line(line, phrasebook) for line in build_receipt_lines(claims, phrasebook)],
        "digest_label": _(N_("Vingerafdruk van wat wij controleerden (SHA-256):")),
        "keep_title": _(N_("Hoe lang bewaart u dit?")),
        "keep": claims["keep"]["detail"],
        "later_title": _(N_("Klopt dit ontvangstbewijs?")),
        "later": _(N_("Geef dit bestand op deze pagina:")) + " " + _(RECEIPT_NOW_SENTENCE),
        "address": address,
        "qr_description": _(N_("QR-code van de pagina om te controleren")),
        "footer": _(RECEIPT_REAL_SENTENCE) % host,
        "files": [
            {
                "name": "ontvangstbewijs.jwt",
                "text": receipt.text,
                "media_type": "application/jwt",
                "description": _(RECEIPT_TITLE),
            }
        ],
    }


def _write_line(line: ReceiptLine, phrasebook: Phrasebook) -> dict[str, Any]:
    given = phrasebook.translate(N_("Gegeven door: %(name)s")) % {"name": line.issuer}
    digits = [line.sha256[start : start + _DIGITS] for start in range(0, len(line.sha256), _DIGITS)]
    return {
        "heading": line.name or line.verdict_title,
        "sentences": [line.detail, given] if line.issuer else [line.detail],
        "checks": [
            {"label": label, "outcome": outcome, "sentence": sentence}
            for label, outcome, sentence in line.checks
        ],
        "digest": " ".join(digits),
    }
