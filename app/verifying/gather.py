"""Gathering what a judgement needs: keys, status lists, the issuer's registration. Nothing is judged here.

No database transaction is open while the network is used, and a thing that cannot be had is `Unavailable`,
never an exception.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from app.credentials.errors import CredentialError
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.materials import (
    IssuerKeys,
    RegisteredIssuer,
    Registration,
    StatusList,
    StatusMaterial,
    TokenStatusList,
    Unavailable,
)
from app.credentials.policy import STATUS_LIST, VerificationPolicy
from app.credentials.statement import Statement
from app.credentials.status.entry import StatusEntry
from app.credentials.status_tokens import name_list_key, prove_token_status_list
from app.credentials.verification import prove_status_list, read
from app.issuing.errors import StatusRollback
from app.issuing.ledger import find_ledger_times, ledger_digest
from app.issuing.status_lists import find_local_status_list
from app.issuing.token_status_lists import find_local_token_status_list
from app.platform.context import Context
from app.platform.fetch import FetchFailed, FetchRefused
from app.platform.logging import log
from app.trust.identity import find_local_slug
from app.trust.resolve import find_registered_issuer, resolve_keys
from app.verifying.certified import certified_keys
from app.verifying.repository import record_sighting
from app.verifying.sandbox.fixtures import is_fixture
from app.verifying.sandbox.scenes import find_scene, scene_keys, scene_list, scene_registration

_LIST_TYPES = ("application/vc+jwt", "application/vc", "application/jwt", "text/plain")
_TOKEN_LIST_TYPES = ("application/statuslist+jwt",)
_ROLLED_BACK = Unavailable("status_unavailable", "The status list is older than one seen before.")


async def gather_keys(context: Context, unverified: UnverifiedCredential) -> IssuerKeys:
    """The keys of the issuer that the credential names.

    Certificates speak for an issuer with a web address, up to an authority of the operator. Whoever has a DID
    is known by that alone: a certificate would go round its document and the keys that were pinned (A19).
    """
    scene = find_scene(context.settings.public_url, unverified.issuer_id)
    if scene is not None:
        return _sandbox_keys(context.settings.public_url, scene, unverified)
    authorities = context.settings.certificate_authorities
    if authorities and not unverified.issuer_id.startswith("did:"):
        return certified_keys(unverified, authorities, now=context.clock.now())
    return await resolve_keys(context, unverified.issuer_id, unverified.kid)


def _sandbox_keys(public_url: str, scene: str, unverified: UnverifiedCredential) -> IssuerKeys:
    # Everybody has these keys: they count for the published fixtures and for nothing that is signed besides.
    return scene_keys(public_url, scene) if is_fixture(public_url, unverified.raw) else ()


async def gather_ledger_times(
    context: Context, read: Sequence[tuple[UnverifiedCredential, IssuerKeys]]
) -> list[datetime | None]:
    """When our own ledger recorded the bytes of each; asked only when a key is no longer good by itself, and at once."""
    asked = [_has_ended_key(unverified, keys) for unverified, keys in read]
    sought = [
        (unverified.credential_id, ledger_digest(unverified.raw))
        for (unverified, _), is_asked in zip(read, asked, strict=True)
        if is_asked
    ]
    found = iter(await find_ledger_times(context, sought))
    return [next(found) if is_asked else None for is_asked in asked]


def _has_ended_key(unverified: UnverifiedCredential, keys: IssuerKeys) -> bool:
    if isinstance(keys, Unavailable):
        return False
    names = {proof.kid for proof in unverified.proofs}
    return any(
        key.retired_at is not None or key.compromised_at is not None
        for key in keys
        if key.public.kid in names
    )


async def gather_issuer(context: Context, statement: Statement) -> Registration:
    """The issuer in the trust registry; None when it is not there."""
    scene = find_scene(context.settings.public_url, statement.issuer_id)
    if scene is not None:
        return scene_registration(context.settings.public_url, scene)
    return await find_registered_issuer(context, statement.issuer_id)


async def gather_status(
    context: Context, statement: Statement, issuer: Registration, *, policy: VerificationPolicy
) -> dict[str, StatusMaterial]:
    """The status lists that a proven document names, by URL."""
    public_url = context.settings.public_url
    if find_scene(public_url, statement.issuer_id) is not None:
        return {
            entry.list_url: scene_list(public_url, entry.list_url, entry.purpose)
            for entry in statement.status
        }
    lists: dict[str, StatusMaterial] = {}
    for entry in statement.status:
        found = await _find_local(context, entry, statement.issuer_id)
        if found is None:
            found = await _fetch_list(context, entry, statement.issuer_id, issuer, policy=policy)
        lists[entry.list_url] = found
    if statement.token_status is not None:
        url = statement.token_status.list_url
        listed = await _find_local_token_list(context, url, statement.issuer_id)
        if listed is None:
            listed = await _fetch_token_list(context, url, statement.issuer_id, issuer, policy=policy)
        lists[url] = listed
    return lists


async def _find_local(context: Context, entry: StatusEntry, issuer_id: str) -> StatusMaterial | None:
    # A list of ours says nothing about the credential of a stranger who points to it (A14).
    if find_local_slug(context.settings, issuer_id) is None:
        return None
    try:
        return await find_local_status_list(context, entry.list_url)
    except StatusRollback:
        return _ROLLED_BACK


async def _find_local_token_list(context: Context, url: str, issuer_id: str) -> StatusMaterial | None:
    if find_local_slug(context.settings, issuer_id) is None:
        return None
    try:
        return await find_local_token_status_list(context, url)
    except StatusRollback:
        return _ROLLED_BACK


async def _fetch_list(
    context: Context,
    entry: StatusEntry,
    issuer_id: str,
    issuer: Registration,
    *,
    policy: VerificationPolicy,
) -> StatusMaterial:
    body = await _fetch_body(context, entry.list_url, _LIST_TYPES, policy=policy)
    if isinstance(body, Unavailable):
        return body
    keys = await _list_keys(context, body, issuer_id, policy=policy)
    found = prove_status_list(
        body,
        keys,
        url=entry.list_url,
        purpose=entry.purpose,
        issuer_id=issuer_id,
        policy=policy,
        now=context.clock.now(),
    )
    if isinstance(found, StatusList):
        return await _guard_rollback(context, entry.list_url, found, found.valid_from, issuer)
    return found


async def _fetch_token_list(
    context: Context, url: str, issuer_id: str, issuer: Registration, *, policy: VerificationPolicy
) -> StatusMaterial:
    body = await _fetch_body(context, url, _TOKEN_LIST_TYPES, policy=policy)
    if isinstance(body, Unavailable):
        return body
    try:
        keys = await resolve_keys(context, issuer_id, name_list_key(body, issuer_id, policy=policy))
    except CredentialError:
        keys = ()
    found = prove_token_status_list(
        body, keys, url=url, issuer_id=issuer_id, policy=policy, now=context.clock.now()
    )
    if isinstance(found, TokenStatusList):
        return await _guard_rollback(context, url, found, found.issued_at, issuer)
    return found


async def _fetch_body(
    context: Context, url: str, accept: tuple[str, ...], *, policy: VerificationPolicy
) -> bytes | Unavailable:
    try:
        fetched = await context.fetch.fetch(
            url, accept=accept, max_bytes=policy.max_status_list_bytes, purpose="status-list"
        )
    except FetchRefused:
        return Unavailable("resolution_refused", "The address of the status list is not allowed.")
    except FetchFailed:
        return Unavailable("status_unavailable", "The status list could not be fetched.")
    return fetched.body


async def _list_keys(
    context: Context, body: bytes, issuer_id: str, *, policy: VerificationPolicy
) -> IssuerKeys:
    try:
        unverified = read(
            body, policy=replace(policy, max_bytes=policy.max_status_list_bytes), profile=STATUS_LIST
        )
    except CredentialError:
        return ()
    return await resolve_keys(context, issuer_id, unverified.kid)


async def _guard_rollback(
    context: Context, url: str, found: StatusList | TokenStatusList, made_at: datetime, issuer: Registration
) -> StatusMaterial:
    # Only lists of registered issuers are remembered: a stranger could otherwise fill the table.
    if not isinstance(issuer, RegisteredIssuer):
        return found
    async with context.database.transaction() as session:
        highest = await record_sighting(session, url, valid_from=made_at)
    if highest > made_at:
        log.warning("status.rollback", host=urlsplit(url).hostname, reason="older than seen")
        return _ROLLED_BACK
    return found
