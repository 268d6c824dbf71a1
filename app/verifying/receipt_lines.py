"""What a receipt says, in lines for the page and for paper; labels in the words of wording.py."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from app.credentials.times import parse_time
from app.holding.wording import Phrasebook
from app.verifying.check_page_models import ReceiptLine, ReceiptPage
from app.verifying.receipts import Receipt
from app.verifying.wording import (
    CHECK_LABELS,
    MANY_VERDICT_TITLES,
    OUTCOME_WORDS,
    RECEIPT_FALSE,
    RECEIPT_FALSE_SENTENCE,
    RECEIPT_NOW_SENTENCE,
    RECEIPT_REAL,
    RECEIPT_REAL_SENTENCE,
    VERDICT_TITLES,
)

_SKIPPED: Final = "skipped"


def build_receipt_page(receipt: Receipt | None, phrasebook: Phrasebook, public_url: str) -> ReceiptPage:
    """The page about a receipt; None for one that is not ours."""
    _ = phrasebook.translate
    if receipt is None:
        return ReceiptPage(False, _(RECEIPT_FALSE), _(RECEIPT_FALSE_SENTENCE))
    claims = receipt.claims
    return ReceiptPage(
        is_real=True,
        title=_(RECEIPT_REAL),
        sentence=_(RECEIPT_REAL_SENTENCE) % {"host": urlsplit(public_url).netloc},
        now_sentence=_(RECEIPT_NOW_SENTENCE),
        checked_at=parse_time(claims["checkedAt"]),
        verdict=claims["verdict"],
        verdict_title=receipt_verdict(claims, phrasebook),
        lines=build_receipt_lines(claims, phrasebook),
    )


def receipt_verdict(claims: Mapping[str, Any], phrasebook: Phrasebook) -> str:
    """The heading that the page of the judgement had."""
    titles = VERDICT_TITLES if len(claims["results"]) == 1 else MANY_VERDICT_TITLES
    return phrasebook.translate(titles[claims["verdict"]])


def build_receipt_lines(claims: Mapping[str, Any], phrasebook: Phrasebook) -> tuple[ReceiptLine, ...]:
    """One line for each credential, with the checks that were made: label, outcome and sentence."""
    return tuple(_line(result, phrasebook) for result in claims["results"])


def _line(result: Mapping[str, Any], phrasebook: Phrasebook) -> ReceiptLine:
    say, issuer = phrasebook.translate, result["issuer"]
    return ReceiptLine(
        verdict=result["verdict"],
        verdict_title=say(VERDICT_TITLES[result["verdict"]]),
        detail=result["detail"],
        sha256=result["sha256"],
        name=result["name"],
        issuer=issuer and (issuer["name"] or issuer["did"]),
        checks=tuple(
            (
                say(CHECK_LABELS[check["check"]]),
                f"{say(OUTCOME_WORDS[check['outcome']])} ({check['code']})",
                check["detail"],
            )
            for check in result["checks"]
            if check["outcome"] != _SKIPPED
        ),
    )
