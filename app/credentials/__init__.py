"""What is true about a credential without a server: pure, synchronous computing.

    from app.credentials import GENERAL, IssuerKey, RegisteredIssuer, StatusList, read, verify

    unverified = read(text)                          # strictly, believing nothing; raises CredentialError
    keys = ...                                       # of unverified.issuer_id, from where you trust
    report = verify(text, keys=keys, status={}, issuer=None, now=now)
    report.verdict                                   # valid, caution, invalid or indeterminate

Nothing here has a clock, a network or randomness: time, keys, status lists and the registration of the issuer are
arguments, and what could not be had is `Unavailable`. Texts with these names stay as they are within a major version.
"""

from app.credentials.errors import CredentialError
from app.credentials.materials import (
    IssuerKey,
    RegisteredIssuer,
    StatusList,
    StatusListInvalid,
    Unavailable,
)
from app.credentials.model import SecuredCredential
from app.credentials.policy import DEFAULT_POLICY, GENERAL, PASSPORT, VerificationPolicy
from app.credentials.presentation import PresentationReport, PresentationRequest, present, verify_presentation
from app.credentials.report import Check, Outcome, Verdict, VerificationReport
from app.credentials.verification import judge, prove, prove_status_list, read, verify

__all__ = [
    "DEFAULT_POLICY",
    "GENERAL",
    "PASSPORT",
    "Check",
    "CredentialError",
    "IssuerKey",
    "Outcome",
    "PresentationReport",
    "PresentationRequest",
    "RegisteredIssuer",
    "SecuredCredential",
    "StatusList",
    "StatusListInvalid",
    "Unavailable",
    "Verdict",
    "VerificationPolicy",
    "VerificationReport",
    "judge",
    "present",
    "prove",
    "prove_status_list",
    "read",
    "verify",
    "verify_presentation",
]
