"""From what is shared, and the judgement on it, to the typed page of a share link."""

from urllib.parse import urlsplit

from app.credentials.report import Verdict
from app.holding.open_share import SharedPassport
from app.holding.wording import Phrasebook
from app.platform.context import Context
from app.verifying.card_brands import with_brands
from app.verifying.cards import build_card
from app.verifying.page_models import SharePage
from app.verifying.verify import Verification
from app.verifying.wording import (
    COMPARE_SENTENCE,
    IDENTITY_SENTENCE,
    NOT_CHECKED,
    RECEIPT_KEEP_SENTENCE,
    page_title,
    verdict_sentence,
)
from app.web.qr import qr_svg


async def build_share_page(
    context: Context,
    shared: SharedPassport,
    verification: Verification,
    words: Phrasebook,
    *,
    address: str,
    receipt: str | None,
    details_open: bool,
    preview: tuple[tuple[str, str], ...] | None = None,
) -> SharePage:
    """The page at `address`, or before there is one a preview that carries the fields of the share form."""
    judgements = verification.judgements
    cards = [build_card(judgement, words, context.settings) for judgement in judgements]
    return SharePage(
        verdict=verification.verdict.value,
        verdict_title=page_title(verification.verdict, len(judgements)).in_words(words),
        verdict_sentence=verdict_sentence(
            verification.verdict, [judgement.report for judgement in judgements]
        ).in_words(words),
        checked_at=verification.checked_at,
        cards=await with_brands(context, cards),
        purpose=shared.purpose,
        recipient_label=shared.recipient_label,
        link_expires_at=shared.expires_at,
        details_open=details_open,
        can_retry=verification.verdict is Verdict.INDETERMINATE,
        action=urlsplit(address).path,
        receipt=receipt,
        keep_sentence=words.translate(RECEIPT_KEEP_SENTENCE),
        address=address,
        host=urlsplit(context.settings.public_url).netloc,
        qr_svg=qr_svg(address),
        identity_sentence=words.translate(IDENTITY_SENTENCE),
        compare_sentence=words.translate(COMPARE_SENTENCE),
        not_checked=tuple(words.translate(line) for line in NOT_CHECKED),
        preview=preview,
        own_skills=verification.own_skills,
    )
