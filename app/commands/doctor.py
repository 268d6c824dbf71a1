"""Looks whether everything the service needs is there, and says what is not."""

import asyncio
import http.client
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg

from app.accounts.organisations import find_organisation, list_organisation_ids
from app.commands.generated import find_digests, make_digests
from app.commands.serving import prepare
from app.main import open_context
from app.platform.clock import SystemClock
from app.platform.context import Context
from app.settings import Settings
from app.trust.keys import list_keys
from app.trust.signing_keys import find_active
from app.web.readiness import newest_migration

MAX_SKEW: Final = timedelta(seconds=5)
SECONDS: Final = 5
PURPOSES: Final = ("credential", "status-list")
SECRET_WORDS: Final = ("key_encryption_keys", "url", "password", "secret", "token")
MASK: Final = "••••"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    is_well: bool
    detail: str


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, the good ones too."""
    settings = await asyncio.to_thread(prepare, settings, with_migration=False)
    findings = [examine_digests()]
    findings += await asyncio.to_thread(examine_database, settings)
    if all(finding.is_well for finding in findings):
        async with open_context(settings) as context:
            findings.append(await examine_keys(context))
    findings.append(await asyncio.to_thread(examine_address, settings.public_url))
    return findings


def examine_digests() -> Finding:
    """Whether the released schema files are those that were released."""
    try:
        make_digests()
    except ValueError as error:
        return Finding("schema digests", False, str(error))
    return Finding("schema digests", True, f"{len(find_digests())} released files are unchanged")


def examine_database(settings: Settings) -> list[Finding]:
    """Reachable, migrated, with a clock that agrees, and a role that row-level security binds."""
    address = str(settings.database_url).replace("postgresql+psycopg://", "postgresql://")
    try:
        with psycopg.connect(address, connect_timeout=SECONDS) as connection:
            return [
                _examine_migrations(connection),
                _examine_role(connection),
                _examine_clock(connection),
            ]
    except psycopg.Error as error:
        return [Finding("database", False, f"{type(error).__name__}; is the address right, is it migrated?")]


def _row(connection: psycopg.Connection[Any], query: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    return row or ()


def _examine_migrations(connection: psycopg.Connection[Any]) -> Finding:
    found, newest = _row(connection, "SELECT version_num FROM alembic_version"), newest_migration()
    is_newest = found == (newest,)
    return Finding("migrations", is_newest, f"at {newest}" if is_newest else "run `python -m app migrate`")


def _examine_role(connection: psycopg.Connection[Any]) -> Finding:
    query = (
        "SELECT rolsuper OR rolbypassrls OR has_schema_privilege(current_user, current_schema(), 'CREATE')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    is_bound = _row(connection, query) == (False,)
    detail = "bound by row-level security, without DDL" if is_bound else "may step around row-level security"
    return Finding("database role", is_bound, detail)


def _examine_clock(connection: psycopg.Connection[Any]) -> Finding:
    found: datetime = _row(connection, "SELECT clock_timestamp()")[0]
    skew = abs(SystemClock().now() - found)
    return Finding("clock", skew < MAX_SKEW, f"{skew.total_seconds():.2f} s apart from the database")


async def examine_keys(context: Context) -> Finding:
    """Whether every partnership in force has a key that signs now for each purpose."""
    now, without, count = context.clock.now(), [], 0
    async with context.database.owner_transaction() as session:
        ids = await list_organisation_ids(session)
    for organisation_id in ids:
        async with context.database.transaction(organisation_id=organisation_id) as session:
            organisation = await find_organisation(session, organisation_id)
            keys = await list_keys(session, organisation_id=organisation_id)
        if organisation is None or organisation.ended_at or organisation.kind != "partnership":
            continue
        count += 1
        if not all(find_active([key for key in keys if key.purpose == purpose], now) for purpose in PURPOSES):
            without.append(organisation.slug)
    detail = f"no signing key: {', '.join(without)}" if without else f"{count} partnerships can sign"
    return Finding("signing keys", not without, detail)


def examine_address(public_url: str) -> Finding:
    """Whether the address that stands in every status list answers from here."""
    parts = urlsplit(public_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except OSError as error:
        return Finding("own address", False, f"{public_url} does not answer ({type(error).__name__})")
    finally:
        connection.close()
    return Finding("own address", status == http.client.OK, f"{public_url} answers {status}")


def masked(settings: Settings) -> Mapping[str, object]:
    """Every setting by name; of secrets only whether they are there."""
    return {
        part.name: MASK
        if any(word in part.name for word in SECRET_WORDS) and part.name != "public_url"
        else getattr(settings, part.name)
        for part in fields(settings)
    }
