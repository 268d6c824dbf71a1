"""Verifying what a share link shows: judged whole, and told no further than its holder wants.

What is hidden is taken away here, before a page or an answer is made, so that no form of either can give it.
"""

from dataclasses import replace

from app.credentials.model import Credential
from app.holding.open_share import Channel, SharedPassport, open_share_link
from app.holding.share_details import NameDisplay
from app.platform.context import Context
from app.verifying.report import Judgement
from app.verifying.verify import LINK_NOT_WORKING, Verification, link_not_working, verify_texts

__all__ = ["LINK_NOT_WORKING", "project", "show_name", "verify_share_link", "verify_shared"]


async def verify_share_link(context: Context, secret: str, channel: Channel) -> Verification:
    """Open a share link, which is counted, and verify what it shows; indeterminate when it does not work."""
    shared = await open_share_link(context, secret, channel)
    return link_not_working(context) if shared is None else await verify_shared(context, shared)


async def verify_shared(context: Context, shared: SharedPassport) -> Verification:
    """The judgement on everything that is shared, without what its holder hides."""
    verification = await verify_texts(context, [secured.text for secured in shared.credentials])
    if shared.name_display == "full" and shared.shows_evidence:
        return verification
    return replace(verification, judgements=tuple(project(each, shared) for each in verification.judgements))


def project(judgement: Judgement, shared: SharedPassport) -> Judgement:
    """The judgement without the name, or the words about evidence, that the holder hides."""
    credential = judgement.report.credential
    if credential is None:
        return judgement
    subject = replace(credential.subject, name=show_name(credential.subject.name, shared.name_display))
    shown = replace(credential, subject=subject)
    if not shared.shows_evidence:
        shown = _without_words(shown)
    return replace(judgement, report=judgement.report._replace(credential=shown))


def show_name(name: str | None, display: NameDisplay) -> str | None:
    """The whole name, the first name with the first letter of the last, or nothing."""
    if name is None or display == "none":
        return None
    words = name.split()
    if display == "full" or not words:
        return name
    return words[0] if len(words) == 1 else f"{words[0]} {words[-1][0]}."


def _without_words(credential: Credential) -> Credential:
    # What an assessor wrote freely may name the person, or more.
    assessment = credential.assessment and replace(credential.assessment, reasons=None)
    return replace(credential, evidence=(), assessment=assessment)
