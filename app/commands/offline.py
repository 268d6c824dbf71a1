"""Verify without any server, database or network: from a file, and from the materials that its reader trusts."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from app.commands.trusted import Trusted, known_keys, known_lists
from app.credentials.containers.recognition import is_pdf
from app.credentials.errors import (
    ContextNotAllowed,
    CredentialError,
    DataLoss,
    MalformedContainer,
    MalformedCredential,
)
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.materials import IssuerKeys, RegisteredIssuer, Registration, Unavailable
from app.credentials.policy import ENDORSEMENT, GENERAL, PASSPORT, DocumentProfile, VerificationPolicy
from app.credentials.schemas import load_schemas
from app.credentials.verification import read, report_unreadable, verify
from app.platform.media.attachments import read_attachments
from app.platform.media.kinds import FileRefused
from app.trust.resolve import find_carried_keys
from app.verifying.carriers import MAX_FILE_BYTES, find_credentials
from app.verifying.memory import load_policy
from app.verifying.report import Judgement
from app.verifying.verify import Verification, conclude

OFFLINE: Final = "Not asked for: this check uses no network."
_NOT_KNOWN: Final = Unavailable("issuer_unavailable", OFFLINE)


def verify_offline(content: bytes, *, trusted: Trusted | None = None, now: datetime) -> Verification:
    """The judgement on each credential in the file; whatever would have to be asked of others is undecided."""
    given = trusted or Trusted()
    policy = load_policy()
    if given.schema is not None:
        policy = replace(policy, schemas=load_schemas(given.schema))
    try:
        texts = find_in_file(content)
    except CredentialError as error:
        return conclude([Judgement(report_unreadable(content, error))], now)
    return conclude([_judge(text, given, policy, now) for text in texts], now)


def find_in_file(content: bytes) -> list[str]:
    """The credentials in a file, also in a PDF. Raises CredentialError as `find_credentials`."""
    if not is_pdf(content) or len(content) > MAX_FILE_BYTES:
        return find_credentials(content)
    try:
        return find_credentials(content, read_attachments(content))
    except FileRefused as refusal:
        raise MalformedContainer("The PDF cannot be read.") from refusal


def _judge(text: str, trusted: Trusted, policy: VerificationPolicy, now: datetime) -> Judgement:
    try:
        unverified, profile = _read(text, policy)
    except CredentialError as error:
        return Judgement(report_unreadable(text, error))
    known = known_keys(unverified, trusted, now)
    keys = known or _keys_in(unverified.issuer_id)
    issuer = _vouched(unverified.issuer_id) if known else _NOT_KNOWN
    status = known_lists(unverified, keys, trusted, policy=policy, now=now)
    report = verify(text, keys=keys, status=status, issuer=issuer, policy=policy, now=now, profile=profile)
    return Judgement(report, issuer)


def _read(text: str, policy: VerificationPolicy) -> tuple[UnverifiedCredential, DocumentProfile]:
    try:
        return read(text, policy=policy), PASSPORT
    except (ContextNotAllowed, DataLoss, MalformedCredential) as refusal:
        with suppress(CredentialError):
            return read(text, policy=policy, profile=ENDORSEMENT), ENDORSEMENT
        if isinstance(refusal, DataLoss):
            raise
        unverified = read(text, policy=policy, profile=GENERAL)
        # What calls itself a badge is held to the rules of badges.
        types = unverified.claims.get("type")
        if type(types) is list and any(
            not needed.isdisjoint(types) for needed in PASSPORT.required_types[1:]
        ):
            raise
        return unverified, GENERAL


def _vouched(issuer_id: str) -> Registration:
    return RegisteredIssuer(did=issuer_id, name=issuer_id, registered_from=datetime.min.replace(tzinfo=UTC))


def _keys_in(issuer_id: str) -> IssuerKeys:
    carried = find_carried_keys(issuer_id)
    return Unavailable("keys_unavailable", OFFLINE) if carried is None else carried
