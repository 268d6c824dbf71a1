"""From the log of a link to its page, in plain words."""

from app.holding.page_models import ShareLogPage, ShareViewLine
from app.holding.rows import StoredView
from app.holding.share_log import ShareLog
from app.holding.wording import NAME_WORDS, VIEW_WORDS, Phrasebook, local_date
from app.web.translations import time_text


def build_share_log(log: ShareLog, words: Phrasebook) -> ShareLogPage:
    """One line for each time that somebody looked."""
    link = log.link
    shows = [words.translate(NAME_WORDS[link.name_display])]
    if link.shows_evidence:
        shows.append(words.translate(NAME_WORDS["evidence"]))
    return ShareLogPage(
        recipient_label=link.recipient_label,
        purpose=link.purpose,
        state=link.state,
        expires_at=link.expires_at,
        shown=log.shown,
        manner=tuple(shows),
        views=tuple(_line(view, words) for view in log.views),
        has_more=log.has_more,
        stop_action=f"/passport/shares/{link.id}/stop" if link.state == "active" else None,
    )


def _line(view: StoredView, words: Phrasebook) -> ShareViewLine:
    moment = {
        "date": words.write_date(local_date(view.viewed_at)),
        "time": time_text(view.viewed_at, words.language),
    }
    return ShareViewLine(words.translate(VIEW_WORDS[view.channel]) % moment)
