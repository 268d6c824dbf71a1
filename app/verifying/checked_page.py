"""From the judgement on what a visitor brought along to the page that answers it."""

from collections.abc import Sequence

from app.credentials.report import Verdict
from app.holding.wording import Phrasebook
from app.verifying.check_page_models import CheckedPage
from app.verifying.page_models import CredentialCard
from app.verifying.receipts import Receipt
from app.verifying.verify import Verification
from app.verifying.wording import (
    COMPARE_SENTENCE,
    IDENTITY_SENTENCE,
    NOT_CHECKED,
    RECEIPT_KEEP_SENTENCE,
    page_title,
    verdict_sentence,
)


def build_checked_page(
    verification: Verification, cards: Sequence[CredentialCard], receipt: Receipt, phrasebook: Phrasebook
) -> CheckedPage:
    """The verdict in the words of the share page, over the cards, with the receipt of the same judgement."""
    reports = [judgement.report for judgement in verification.judgements]
    return CheckedPage(
        verdict=verification.verdict.value,
        verdict_title=page_title(verification.verdict, len(reports)).in_words(phrasebook),
        verdict_sentence=verdict_sentence(verification.verdict, reports).in_words(phrasebook),
        checked_at=verification.checked_at,
        cards=tuple(cards),
        can_retry=verification.verdict is Verdict.INDETERMINATE,
        identity_sentence=phrasebook.translate(IDENTITY_SENTENCE),
        compare_sentence=phrasebook.translate(COMPARE_SENTENCE),
        receipt=receipt.text,
        keep_sentence=phrasebook.translate(RECEIPT_KEEP_SENTENCE),
        not_checked=tuple(phrasebook.translate(line) for line in NOT_CHECKED),
    )
