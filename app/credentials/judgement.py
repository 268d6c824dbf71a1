"""Judging a proven credential: validity period, status, registration of the issuer, schema."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.credentials.materials import (
    Registration,
    StatusList,
    StatusListInvalid,
    StatusLists,
    StatusMaterial,
    TokenStatusList,
    Unavailable,
)
from app.credentials.model import Credential
from app.credentials.policy import VerificationPolicy
from app.credentials.report import Check, Verdict, failed, passed, skipped, unknown
from app.credentials.schemas import SchemaRegistry
from app.credentials.statement import Statement
from app.credentials.status.entry import REVOCATION, SUSPENSION, StatusEntry, TokenStatusEntry
from app.credentials.status.token_status_list import (
    INVALID,
    SUSPENDED,
    VALID,
)


def judge_all(
    statement: Statement,
    claims: Mapping[str, Any],
    *,
    status: StatusLists,
    issuer: Registration,
    policy: VerificationPolicy,
    now: datetime,
    follows: SchemaRegistry | None = None,
) -> dict[str, Check]:
    """Every check that needs more than the proof, by name. These very claims may be known to follow a schema."""
    return {
        "validity_period": check_validity_period(statement, policy=policy, now=now),
        "status_revocation": check_status(statement, REVOCATION, status=status, policy=policy, now=now),
        "status_suspension": check_status(statement, SUSPENSION, status=status, policy=policy, now=now),
        "issuer_registered": check_registration(statement, issuer, now=now)
        if policy.requires_registration
        else skipped("issuer_registered"),
        "schema": check_schema(claims, policy=policy, is_badge=_is_badge(statement, claims), follows=follows),
    }


def _is_badge(statement: Statement, claims: Mapping[str, Any]) -> bool:
    # The claims of an SD-JWT VC tell of the same credential, in another form than the schema describes.
    return type(statement) is Credential and "@context" in claims


def check_validity_period(statement: Statement, *, policy: VerificationPolicy, now: datetime) -> Check:
    """Whether `now` lies between validFrom and validUntil, give or take the clock skew (VCDM 2.0 4.9)."""
    if statement.valid_from is not None and now + policy.clock_skew < statement.valid_from:
        return failed("validity_period", "not_yet_valid", "The credential is not valid yet.")
    if statement.valid_until is not None and now - policy.clock_skew > statement.valid_until:
        return failed("validity_period", "expired", "The credential has expired.")
    return passed("validity_period")


def check_absent_status(credential: Credential) -> dict[str, Check]:
    """The checks of which nothing can be said, when the holder chose what a credential shows and it has no status.

    An end may well be absent: whoever keeps a holder from leaving out the beginning does so with the end as well.
    """
    if credential.status or credential.token_status is not None:
        return {}
    names = (f"status_{REVOCATION}", f"status_{SUSPENSION}")
    return {
        name: unknown(name, "part_withheld", "The holder may have left out the status.") for name in names
    }


def check_status(
    statement: Statement, purpose: str, *, status: StatusLists, policy: VerificationPolicy, now: datetime
) -> Check:
    """Whether no entry of this purpose is set; without such an entry the check is skipped.

    A badge has room for one entry only (Open Badges 3.0), so the list beside that of its entry counts too.
    """
    name = f"status_{purpose}"
    checks, has_unknown = [], statement.has_unknown_status
    for entry in statement.status:
        if entry.purpose == purpose:
            checks.append(_check_entry(name, entry, status.get(entry.list_url), policy=policy, now=now))
        elif entry.purpose not in _PURPOSES:
            has_unknown = True
    if not checks:
        checks = [
            _check_entry(name, replace(entry, purpose=purpose), found.beside, policy=policy, now=now)
            for entry in statement.status
            if isinstance(found := status.get(entry.list_url), StatusList)
            and found.beside is not None
            and found.beside.purpose == purpose
        ]
    if statement.token_status is not None:
        entry_found = status.get(statement.token_status.list_url)
        checks.append(_check_token(name, statement.token_status, entry_found, policy=policy, now=now))
    if has_unknown:
        checks.append(unknown(name, "status_unavailable", "The kind of status is not supported."))
    if not checks:
        return skipped(name)
    if len(checks) == 1:
        return checks[0]
    return max(checks, key=lambda check: _SEVERITY[check.consequence])


# Bitstring Status List section 2.2.1; of these only the first two decide.
_PURPOSES = frozenset({REVOCATION, SUSPENSION, "refresh", "message"})
_SEVERITY = {Verdict.VALID: 0, Verdict.CAUTION: 1, Verdict.INDETERMINATE: 2, Verdict.INVALID: 3}


def _check_entry(
    name: str,
    entry: StatusEntry,
    found: StatusMaterial | None,
    *,
    policy: VerificationPolicy,
    now: datetime,
) -> Check:
    if not isinstance(found, StatusList):
        return _check_absent(name, found)
    if found.valid_until is not None and now - policy.clock_skew > found.valid_until:
        return unknown(name, "status_unavailable", "The status list is out of date.")
    if found.purpose != entry.purpose:
        return failed(name, "status_list_invalid", "The status list has another purpose.")
    if entry.index >= found.length:
        return failed(name, "status_list_invalid", "The index lies outside the status list.")
    if not found.is_set(entry.index):
        return passed(name)
    if entry.purpose == REVOCATION:
        return failed(name, "revoked", "The issuer has withdrawn the credential.")
    return failed(name, "suspended", "The issuer has suspended the credential for now.")


def _check_token(
    name: str,
    entry: TokenStatusEntry,
    found: StatusMaterial | None,
    *,
    policy: VerificationPolicy,
    now: datetime,
) -> Check:
    """One value answers both checks (Token Status List section 7): 1 is withdrawn, 2 is stopped for now."""
    if not isinstance(found, TokenStatusList):
        return _check_absent(name, found)
    if found.expires_at is not None and now - policy.clock_skew >= found.expires_at:
        return unknown(name, "status_unavailable", "The status list is out of date.")
    if entry.index >= found.length:
        return failed(name, "status_list_invalid", "The index lies outside the status list.")
    value = found.status_at(entry.index)
    if value not in (VALID, INVALID, SUSPENDED):
        return unknown(name, "status_unavailable", "The status has a meaning that only its issuer knows.")
    if value == INVALID and name == f"status_{REVOCATION}":
        return failed(name, "revoked", "The issuer has withdrawn the credential.")
    if value == SUSPENDED and name == f"status_{SUSPENSION}":
        return failed(name, "suspended", "The issuer has suspended the credential for now.")
    return passed(name)


def _check_absent(name: str, found: StatusMaterial | None) -> Check:
    if found is None:
        return unknown(name, "status_unavailable", "The status list was not fetched.")
    if isinstance(found, Unavailable):
        return unknown(name, found.code, found.detail)
    if isinstance(found, StatusListInvalid):
        return failed(name, found.code, found.detail)
    return failed(name, "status_list_invalid", "The status list is of another kind.")


def check_registration(statement: Statement, issuer: Registration, *, now: datetime) -> Check:
    """Whether the trust registry knows the issuer and its registration is in force now."""
    name = "issuer_registered"
    if isinstance(issuer, Unavailable):
        return unknown(name, issuer.code, issuer.detail)
    if issuer is None or issuer.did != statement.issuer_id or now < issuer.registered_from:
        return failed(name, "issuer_unknown", "The issuer is not in the registry.")
    if issuer.state == "suspended":
        return failed(name, "issuer_suspended", "The registration of the issuer is suspended.")
    if issuer.state_at(now) != "active":
        return failed(name, "issuer_ended", "The registration of the issuer has ended.")
    return passed(name)


def check_schema(
    claims: Mapping[str, Any],
    *,
    policy: VerificationPolicy,
    is_badge: bool,
    follows: SchemaRegistry | None = None,
) -> Check:
    """Whether a badge, or what claims to be one, follows the Open Badges 3.0 schema that the policy brings."""
    schemas = policy.schemas
    if schemas is None or not (is_badge or schemas.is_named_by(claims)):
        return skipped("schema")
    if schemas.has_other_digest(claims):
        return failed("schema", "schema_mismatch", "The document names its schema with another digest.")
    if follows is schemas or schemas.is_valid(claims):
        return passed("schema")
    findings = schemas.validate(claims)
    return failed(
        "schema", "schema_mismatch", "The document does not follow its schema at " + "; ".join(findings)
    )
