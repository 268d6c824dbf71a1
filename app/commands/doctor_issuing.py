"""What `doctor` asks of those who issue: keys that sign, a vault that opens them, lists that answer."""

import asyncio
from typing import Final

from app.accounts.organisations import Organisation, find_organisation, list_organisation_ids
from app.commands.findings import Finding
from app.commands.http_finding import examine_url
from app.commands.rewrapping import count_everything_older
from app.issuing.status_lists import find_open_list_url
from app.platform.context import Context
from app.platform.erasure_journal import JournalBroken, find_missing, read_erasures
from app.platform.vault import SealBroken
from app.trust.errors import IssuerNotActive, NoSigningKey
from app.trust.issuer_keys import list_waiting_keys
from app.trust.signers import signer_for

PURPOSES: Final = ("credential", "status-list")


async def examine_issuing(context: Context) -> list[Finding]:
    """Every partnership in force can sign, the key-encryption key is the right one, a status list answers."""
    partnerships = await _list_partnerships(context)
    return [
        *await _examine_keys(context, partnerships),
        await _examine_older_keys(context),
        await _examine_status_list(context, partnerships),
        await _examine_erasures(context),
        await examine_issuer_keys(context),
    ]


async def _list_partnerships(context: Context) -> list[Organisation]:
    found = []
    async with context.database.transaction() as session:
        for organisation_id in await list_organisation_ids(session):
            organisation = await find_organisation(session, organisation_id)
            if organisation and organisation.ended_at is None and organisation.kind == "partnership":
                found.append(organisation)
    return found


async def _examine_keys(context: Context, partnerships: list[Organisation]) -> list[Finding]:
    without, sealed = [], []
    for organisation in partnerships:
        for purpose in PURPOSES:
            try:
                await signer_for(context, organisation.id, purpose)
            except IssuerNotActive:
                continue
            except NoSigningKey:
                without.append(f"{organisation.slug} ({purpose})")
            except SealBroken:
                sealed.append(f"{organisation.slug} ({purpose})")
    keys = (
        f"no signing key: {', '.join(without)}" if without else f"{len(partnerships)} partnerships can sign"
    )
    vault = f"does not open {', '.join(sealed)}" if sealed else f"version {context.vault.current} in force"
    return [Finding("signing keys", not without, keys), Finding("key-encryption key", not sealed, vault)]


async def _examine_older_keys(context: Context) -> Finding:
    name = "older key-encryption keys"
    if context.settings.owner_database_url is None:
        return Finding(name, True, "not looked at: only the owner of the database sees everything sealed")
    count = await count_everything_older(context)
    detail = f"{count} things need one: run `keys rewrap`" if count else "nothing needs one"
    return Finding(name, not count, detail)


async def _examine_status_list(context: Context, partnerships: list[Organisation]) -> Finding:
    for organisation in partnerships:
        url = await find_open_list_url(context, organisation.id)
        if url is not None:
            return await asyncio.to_thread(examine_url, "status list", url)
    return Finding("status list", True, "none yet: nothing was issued")


async def examine_issuer_keys(context: Context) -> Finding:
    """Whether an issuer elsewhere shows other keys than those that count, which an operator has to judge."""
    dids = sorted({did for did, _ in await list_waiting_keys(context)})
    detail = f"changed: {', '.join(dids)}: run `issuers waiting`" if dids else "no change waits"
    return Finding("keys of issuers elsewhere", not dids, detail)


async def _examine_erasures(context: Context) -> Finding:
    name = "erasure journal"
    try:
        journal = await asyncio.to_thread(read_erasures, context.settings.erasure_journal)
    except (JournalBroken, OSError) as error:
        return Finding(name, False, str(error))
    async with context.database.transaction() as session:
        missing = await find_missing(session, journal)
    if missing:
        return Finding(name, False, f"{len(missing)} erasures are not done here: start the service again")
    return Finding(name, True, f"{len(journal)} erasures, all done")
