"""Verifying: read, gather, prove, gather, judge. Page, API and command line all come through here.

1. read strictly, believe nothing   2. gather the keys of the issuer   3. prove
4. gather status and registration of what was proven   5. judge
Only whether a key made a signature is remembered (memory.py); status, registration and time never are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.credentials.errors import CredentialError, UnknownFormat
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.materials import IssuerKeys
from app.credentials.policy import ENDORSEMENT, PASSPORT, DocumentProfile, VerificationPolicy
from app.credentials.report import Verdict, VerificationReport
from app.credentials.verification import judge, prove, read, report_unreadable
from app.holding.own_skills import OwnSkill
from app.issuing.ledger import find_uuid
from app.issuing.supersede import has_newer
from app.platform.context import Context
from app.trust.recognitions import Recognition
from app.verifying.gather import gather_issuer, gather_keys, gather_ledger_times, gather_status
from app.verifying.memory import load_policy, memory_of
from app.verifying.presentations import ANYTHING, Wanted, open_presentation, text_of
from app.verifying.recognised import gather_recognitions
from app.verifying.rejections import log_rejection
from app.verifying.report import Judgement
from app.verifying.wording import LINK_GONE_TITLE

LINK_NOT_WORKING: Final = "share_link_not_working"
_STRENGTH: Final = (Verdict.INVALID, Verdict.INDETERMINATE, Verdict.CAUTION, Verdict.VALID)


@dataclass(frozen=True, slots=True)
class Verification:
    """The worst verdict of the judgements. `code` and `detail` stand in when there is none to judge.

    `own_skills` are what the holder tells themselves, beside what was judged: no verdict is about them.
    """

    verdict: Verdict
    checked_at: datetime
    judgements: tuple[Judgement, ...]
    code: str = "ok"
    detail: str = ""
    own_skills: tuple[OwnSkill, ...] = ()


async def verify_text(context: Context, text: str) -> VerificationReport:
    """The report on one signed credential; whatever the text is, it is an answer and never an error."""
    return (await judge_text(context, text)).report


async def judge_text(context: Context, text: str, *, profile: DocumentProfile = PASSPORT) -> Judgement:
    """The report on one signed credential, with its issuer as the register knows it; a refusal is logged.

    For another profile than that of the passport the register is not asked.
    """
    [judgement] = await judge_texts(context, [text], profile=profile)
    return judgement


async def judge_texts(
    context: Context, texts: Sequence[str], *, profile: DocumentProfile = PASSPORT
) -> list[Judgement]:
    """The reports on several, as `judge_text` makes them; what the ledger must tell is asked for all at once."""
    policy = load_policy(requires_registration=profile is PASSPORT)
    opened = [await _open(context, text, policy, profile) for text in texts]
    read = [found for found in opened if not isinstance(found, Judgement)]
    times = iter(await gather_ledger_times(context, read))
    judgements = []
    for found in opened:
        judgement = (
            found if isinstance(found, Judgement) else await _judge(context, *found, next(times), policy)
        )
        log_rejection(judgement.report)
        judgements.append(judgement)
    return judgements


async def _open(
    context: Context, text: str, policy: VerificationPolicy, profile: DocumentProfile
) -> tuple[UnverifiedCredential, IssuerKeys] | Judgement:
    try:
        unverified = read(text, policy=policy, profile=profile)
    except CredentialError as error:
        return Judgement(report_unreadable(text, _told_apart(text, error, policy, profile)))
    return unverified, await gather_keys(context, unverified)


def _told_apart(
    text: str, error: CredentialError, policy: VerificationPolicy, profile: DocumentProfile
) -> CredentialError:
    """A recognition is no forgery, and it is no proof of what a person can do either: never valid here."""
    if profile is not PASSPORT:
        return error
    try:
        read(text, policy=policy, profile=ENDORSEMENT)
    except CredentialError:
        return error
    return UnknownFormat("This is an endorsement of an organisation, not a credential of a person.")


async def _judge(
    context: Context,
    unverified: UnverifiedCredential,
    keys: IssuerKeys,
    ledger_time: datetime | None,
    policy: VerificationPolicy,
) -> Judgement:
    proof = prove(
        unverified,
        keys,
        policy=policy,
        now=context.clock.now(),
        ledger_time=ledger_time,
        signatures=memory_of(context).signatures,
    )
    if proof.statement is None:
        now = context.clock.now()
        return Judgement(judge(proof, status={}, issuer=None, policy=policy, now=now))
    issuer = await gather_issuer(context, proof.statement) if policy.requires_registration else None
    status = await gather_status(context, proof.statement, issuer, policy=policy)
    now = context.clock.now()
    report = judge(proof, status=status, issuer=issuer, policy=policy, now=now)
    recognitions: tuple[Recognition, ...] = ()
    if report.credential is not None:
        recognitions = await gather_recognitions(context, report.credential, issuer)
    return Judgement(report, issuer, await _has_newer(context, report), recognitions)


async def _has_newer(context: Context, report: VerificationReport) -> bool:
    """Whether our own ledger knows what took the place of a revoked credential; of others nothing is asked."""
    if report.deciding.code != "revoked" or report.credential is None:
        return False
    identifier = find_uuid(report.credential.id)
    return identifier is not None and await has_newer(context, identifier)


async def verify_credential(context: Context, credential: str | dict[str, Any]) -> Verification:
    """Verify one credential: a signed text, or a JSON document with a proof in it."""
    return await verify_texts(context, [text_of(credential)])


async def verify_texts(context: Context, texts: Sequence[str]) -> Verification:
    """Verify signed credentials one by one; the worst verdict is the verdict of all."""
    return conclude(await judge_texts(context, texts), context.clock.now())


async def verify_presentation(
    context: Context, presentation: str | dict[str, Any], wanted: Wanted = ANYTHING
) -> Verification:
    """Verify what a presentation carries, and who presents it when it is secured.

    Raises InvalidPresentation when it carries nothing or too much.
    """
    opened = await open_presentation(context, presentation, wanted)
    if isinstance(opened, Judgement):
        log_rejection(opened.report)
        return conclude([opened], context.clock.now())
    return await verify_texts(context, opened)


def link_not_working(context: Context) -> Verification:
    """What is said of every link that does not work."""
    return Verification(Verdict.INDETERMINATE, context.clock.now(), (), LINK_NOT_WORKING, LINK_GONE_TITLE)


def conclude(judgements: Sequence[Judgement], checked_at: datetime) -> Verification:
    """The worst verdict of the judgements; of none at all nothing can be said."""
    found = {judgement.report.verdict for judgement in judgements}
    verdict = next((verdict for verdict in _STRENGTH if verdict in found), Verdict.INDETERMINATE)
    return Verification(verdict, checked_at, tuple(judgements))
