"""Verifying what a share link shows: judged whole, and told no further than its holder wants.

What is hidden is taken away here, before a page or an answer is made, so that no form of either can give it.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.credentials.model import Credential
from app.holding.open_share import Channel, SharedPassport, open_share_link
from app.holding.share_details import NameDisplay
from app.platform.context import Context
from app.verifying.report import Judgement
from app.verifying.verify import LINK_NOT_WORKING, Verification, link_not_working, verify_texts

# Shorter words, such as "de", tell nobody's name.
_WORD: Final = re.compile(r"\w{3,}")
__all__ = ["LINK_NOT_WORKING", "project", "show_name", "verify_share_link", "verify_shared"]


async def verify_share_link(
    context: Context, secret: str, channel: Channel, *, verifier: UUID | None = None
) -> Verification:
    """Open a share link, which is counted, and verify what it shows; indeterminate when it does not work.

    `verifier` is the organisation of a system with a key, which may follow the link from then on.
    """
    shared = await open_share_link(context, secret, channel, verifier=verifier)
    return link_not_working(context) if shared is None else await verify_shared(context, shared)


async def verify_shared(context: Context, shared: SharedPassport) -> Verification:
    """The judgement on everything that is shared, without what its holder hides."""
    verification = await verify_texts(context, [secured.text for secured in shared.credentials])
    granted = {each.report.credential.id for each in verification.judgements if each.report.credential}
    judgements = tuple(project(each, shared, granted) for each in verification.judgements)
    return replace(verification, judgements=judgements, own_skills=shared.own_skills)


def project(judgement: Judgement, shared: SharedPassport, granted: Collection[str] = ()) -> Judgement:
    """The judgement without the name, or the words about evidence, that the holder hides.

    A credential that this one took the place of is named only when it is `granted` too.
    """
    credential = judgement.report.credential
    if credential is None:
        return judgement
    name, shown_name = credential.subject.name, show_name(credential.subject.name, shared.name_display)
    shown = replace(
        credential,
        subject=replace(credential.subject, name=shown_name),
        supersedes=credential.supersedes if credential.supersedes in granted else None,
    )
    if not shared.shows_evidence:
        shown = _without_words(shown)
    if name != shown_name:
        shown = _without_name(shown, _words(name) - _words(shown_name))
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


def _without_name(credential: Credential, hidden: Collection[str]) -> Credential:
    # Free text that has the hidden part of the name goes whole, and so does a register in which it can be looked up.
    assessment = credential.assessment
    if assessment is not None:
        reasons = None if _tells(assessment.reasons, hidden) else assessment.reasons
        assessment = replace(assessment, reasons=reasons, reference=None)
    evidence = tuple(one for one in credential.evidence if not _tells(f"{one.name} {one.narrative}", hidden))
    return replace(credential, evidence=evidence, assessment=assessment)


def _tells(text: str | None, hidden: Collection[str]) -> bool:
    return not _words(text).isdisjoint(hidden)


def _words(text: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((text or "").casefold()))
