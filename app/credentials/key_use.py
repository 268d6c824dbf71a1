"""Which key of an issuer may have signed: its name, its purpose, and whether it was in use then."""

from datetime import datetime

from app.credentials.errors import KeyCompromised, KeyNotTrusted, KeyRetired
from app.credentials.materials import IssuerKey
from app.credentials.policy import DocumentProfile, VerificationPolicy


def find_key(kid: str, keys: tuple[IssuerKey, ...], profile: DocumentProfile) -> IssuerKey:
    """The key of that name, when it may sign documents of the profile; raises KeyNotTrusted."""
    key = find_named_key(kid, keys)
    if key.purpose not in profile.key_purposes:
        raise KeyNotTrusted
    return key


def find_named_key(kid: str, keys: tuple[IssuerKey, ...]) -> IssuerKey:
    """The key of that name; raises KeyNotTrusted."""
    for key in keys:
        if key.public.kid == kid:
            return key
    raise KeyNotTrusted


def ensure_key_in_use(key: IssuerKey, *, now: datetime, ledger_time: datetime | None) -> None:
    """Raise KeyNotTrusted, KeyRetired or KeyCompromised for a key that could not sign then.

    `ledger_time` is when our own ledger recorded what was signed; without it the key must be in use now.
    """
    # Whoever holds an old key can write any validFrom, so only our own ledger dates a signature (A08, A09).
    if key.compromised_at is not None and (ledger_time is None or ledger_time >= key.compromised_at):
        raise KeyCompromised
    if key.valid_from > now:
        raise KeyNotTrusted("The key that signed is not in use yet.")
    retired_at = key.retired_at
    if retired_at is not None and retired_at <= now and (ledger_time is None or ledger_time >= retired_at):
        raise KeyRetired


def ensure_list_key_in_use(
    key: IssuerKey, made_at: datetime, *, policy: VerificationPolicy, now: datetime
) -> None:
    """Judge the key of a status list as `ensure_key_in_use`, with the grace of the policy after a rotation."""
    # A list lives for minutes and is signed anew at rotation: the copies still under way stay good for a while.
    is_recent = key.retired_at is not None and now - key.retired_at < policy.status_list_key_grace
    ensure_key_in_use(key, now=now, ledger_time=made_at if is_recent else None)
