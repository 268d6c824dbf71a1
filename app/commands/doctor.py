"""Looks whether everything the service needs is there, and says what is not."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from app.assessing.file_sweeps import examine_folder
from app.commands.doctor_database import examine_database
from app.commands.doctor_issuing import examine_issuing
from app.commands.findings import Finding
from app.commands.generated import find_digests, make_digests
from app.commands.http_finding import examine_url
from app.commands.preparing import prepare
from app.main import open_context
from app.settings import Settings

LEAST_FREE: Final = 1 << 30
SECRET_WORDS: Final = ("key_encryption_keys", "url", "password", "secret", "token")
MASK: Final = "••••"


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, the good ones too; with a database of its own or one elsewhere."""
    complete = await asyncio.to_thread(prepare, settings, with_migration=False)
    findings = [
        examine_digests(),
        examine_contact(settings),
        examine_mail(settings),
        examine_texts(settings),
        examine_disk(settings),
        examine_uploads(settings),
    ]
    database = await asyncio.to_thread(examine_database, complete)
    findings += database
    if all(finding.is_well for finding in database if finding.name in {"database", "migrations"}):
        async with open_context(complete) as context:
            findings += await examine_issuing(context)
    findings.append(await asyncio.to_thread(examine_url, "own address", f"{complete.public_url}/healthz"))
    return findings


def examine_digests() -> Finding:
    """Whether the released schema files are those that were released."""
    try:
        make_digests()
    except ValueError as error:
        return Finding("schema digests", False, str(error))
    return Finding("schema digests", True, f"{len(find_digests())} released files are unchanged")


def examine_contact(settings: Settings) -> Finding:
    """Whether somebody who finds a weakness can tell it; a laptop needs nobody."""
    missing = [
        f"SKILLSPASS_{name.upper()}"
        for name in ("security_contact", "operator_email")
        if getattr(settings, name) is None
    ]
    detail = f"set {', '.join(missing)}" if missing else str(settings.security_contact)
    return Finding("contact", not missing or not settings.is_production, detail)


def examine_mail(settings: Settings) -> Finding:
    """Whether mail goes anywhere; a laptop keeps it in a folder."""
    if settings.smtp_url is not None:
        return Finding("mail", True, f"comes from {settings.mail_sender}")
    detail = "set SKILLSPASS_SMTP_URL" if settings.is_production else "written to the folder outbox"
    return Finding("mail", not settings.is_production, detail)


def examine_texts(settings: Settings) -> Finding:
    """Whether text messages go anywhere; without, workers without mail come back by a desk only."""
    if settings.sms_url is not None:
        return Finding("sms", True, f"comes from {settings.sms_sender}")
    detail = "set SKILLSPASS_SMS_URL" if settings.is_production else "written to the folder outbox"
    return Finding("sms", not settings.is_production, detail)


def examine_disk(settings: Settings) -> Finding:
    """Whether the disk of the embedded database has a gibibyte free; a database elsewhere has its own disk."""
    if settings.database_url is not None:
        return Finding("disk", True, "the database is elsewhere: watch its disk there")
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    return Finding("disk", free >= LEAST_FREE, f"{free / LEAST_FREE:.1f} GiB free for the embedded database")


def examine_uploads(settings: Settings) -> Finding:
    """Whether evidence files can be kept, where nobody else can look."""
    fault = examine_folder(settings.upload_dir)
    return Finding("uploads", fault is None, fault or f"{settings.upload_dir} is private and can be written")


def masked(settings: Settings) -> Mapping[str, object]:
    """Every setting by name; of secrets only whether they are there."""
    return {
        part.name: MASK
        if any(word in part.name for word in SECRET_WORDS) and part.name != "public_url"
        else getattr(settings, part.name)
        for part in fields(settings)
    }
