"""Verify a credential without any network: from its own text and the keys that an identifier carries."""

from datetime import datetime

from app.credentials.errors import CredentialError
from app.credentials.materials import IssuerKeys, Unavailable
from app.credentials.report import VerificationReport
from app.credentials.verification import read, report_unreadable, verify
from app.trust.resolve import find_carried_keys
from app.verifying.memory import load_policy

OFFLINE = "Not asked for: this check uses no network."


def verify_offline(text: str, *, now: datetime) -> VerificationReport:
    """The report; whatever would have to be asked of others is left undecided."""
    policy = load_policy()
    try:
        issuer_id = read(text, policy=policy).issuer_id
    except CredentialError as error:
        return report_unreadable(text, error)
    return verify(
        text,
        keys=_keys_in(issuer_id),
        status={},
        issuer=Unavailable("issuer_unavailable", OFFLINE),
        policy=policy,
        now=now,
    )


def _keys_in(issuer_id: str) -> IssuerKeys:
    carried = find_carried_keys(issuer_id)
    return Unavailable("keys_unavailable", OFFLINE) if carried is None else carried
