"""Recognitions for operators: by a partnership of this service, or by an organisation elsewhere that signed itself."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.commands.acting import act
from app.credentials.encoding import strict_json
from app.platform.context import Context
from app.trust.recognise import RecognitionRequest
from app.trust.recognise_as_operator import (
    prepare_endorsement,
    recognise_for,
    record_endorsement,
    withdraw_as_operator,
)
from app.trust.recognitions import Recognition
from app.trust.register import list_all_recognitions

recognitions = typer.Typer(no_args_is_help=True, help="Who recognises whom.")
SkillSet = Annotated[
    tuple[str, str] | None,
    typer.Option(help="The address of a skill set without its version, and its name; without it for all."),
]
Level = Annotated[int, typer.Option(min=1, max=4, help="The highest validation level.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="In UTC.")]


def _request(
    issuer: str, level: int, skill_set: tuple[str, str] | None, begin: datetime | None, end: datetime | None
) -> RecognitionRequest:
    uri, name = skill_set or (None, None)
    return RecognitionRequest(issuer, level, uri, name, begin and _utc(begin), end and _utc(end))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


@recognitions.command("add")
def add(
    recogniser: Annotated[str, typer.Argument(help="The short name of the partnership that recognises.")],
    issuer: Annotated[str, typer.Argument(help="The DID of the issuer that is recognised.")],
    level: Level = 4,
    skill_set: SkillSet = None,
    since: Day = None,
    until: Day = None,
) -> None:
    """Sign a recognition with the key of a partnership of this service, on its behalf."""

    async def use_case(context: Context) -> None:
        request = _request(issuer, level, skill_set, since, until)
        typer.echo(describe(await recognise_for(context, recogniser, request)))

    act(use_case)


@recognitions.command("prepare")
def prepare_document(
    recogniser: Annotated[str, typer.Argument(help="The DID of an organisation elsewhere, in the register.")],
    issuer: str,
    level: Level = 4,
    skill_set: SkillSet = None,
    since: Day = None,
    until: Day = None,
) -> None:
    """Print the document that an organisation elsewhere has to sign, as a VC-JWT."""

    async def use_case(context: Context) -> None:
        request = _request(issuer, level, skill_set, since, until)
        document = await prepare_endorsement(context, recogniser, request)
        typer.echo(strict_json.dumps(document).decode())

    act(use_case)


@recognitions.command("record")
def record(statement: Annotated[Path, typer.Argument(help="The signed document, a VC-JWT.")]) -> None:
    """Record a recognition that an organisation elsewhere signed, once its signature is proven."""

    async def use_case(context: Context) -> None:
        text = statement.read_text(encoding="ascii", errors="replace").strip()
        typer.echo(describe(await record_endorsement(context, text)))

    act(use_case)


@recognitions.command("withdraw")
def withdraw(recognition_id: UUID) -> None:
    """End a recognition now; it stays in the register as withdrawn."""

    async def use_case(context: Context) -> None:
        typer.echo(describe(await withdraw_as_operator(context, recognition_id)))

    act(use_case)


@recognitions.command("list")
def list_all(issuer: Annotated[str | None, typer.Argument(help="Only of this DID.")] = None) -> None:
    """Show all recognitions, withdrawn ones too."""

    async def use_case(context: Context) -> None:
        async with context.database.transaction() as session:
            for one in await list_all_recognitions(session, issuer):
                typer.echo(describe(one))

    act(use_case)


def describe(one: Recognition) -> str:
    """One line: its id, who recognises whom, for what, and from when to when."""
    what = one.scope.skill_set_name or "all skill sets"
    period = f"{_day(one.recognised_from)} to {_day(one.recognised_until) if one.recognised_until else '...'}"
    end = f", withdrawn {_day(one.withdrawn_at)}" if one.withdrawn_at else ""
    who = f"{one.recogniser_did} recognises {one.issuer_did}"
    return f"{one.id}  {who} for {what} up to level {one.scope.highest_level}, {period}{end}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
