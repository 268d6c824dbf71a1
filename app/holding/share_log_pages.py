"""From the log of a link to its page, in plain words."""

from app.holding.page_models import ShareLogPage, ShareViewLine
from app.holding.rows import Follower, StoredView
from app.holding.share_log import ShareLog
from app.holding.wording import FOLLOWED, FOLLOWS, NAME_WORDS, VIEW_WORDS, Phrasebook, local_date
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
        stop_action=f"/passport/shares/{link.id}/stop" if _can_stop(log) else None,
        followers=tuple(_follower_line(follower, words) for follower in log.followers),
    )


def _can_stop(log: ShareLog) -> bool:
    """Whether stopping changes anything: a link that was used up may still be followed."""
    is_followed = any(follower.ended_at is None for follower in log.followers)
    return log.link.state == "active" or (log.link.state == "used" and is_followed)


def _follower_line(follower: Follower, words: Phrasebook) -> str:
    known = {"name": follower.name, "date": words.write_date(local_date(follower.followed_at))}
    if follower.ended_at is None:
        return words.translate(FOLLOWS) % known
    return words.translate(FOLLOWED) % {**known, "date": words.write_date(local_date(follower.ended_at))}


def _line(view: StoredView, words: Phrasebook) -> ShareViewLine:
    moment = {
        "date": words.write_date(local_date(view.viewed_at)),
        "time": time_text(view.viewed_at, words.language),
    }
    return ShareViewLine(words.translate(VIEW_WORDS[view.channel]) % moment)
