"""Mail, for operators: delivery reports come in here."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from app.commands.acting import act
from app.platform.bounces import LARGEST_REPORT, record_bounce
from app.platform.context import Context

mail = typer.Typer(no_args_is_help=True, help="Mail.")
_FILE_HELP: Final = "A delivery report (RFC 3464) as it came by mail; - reads standard input."


@mail.callback()
def group() -> None:
    """Mail."""


@mail.command("bounces")
def bounces(file: Annotated[str, typer.Argument(help=_FILE_HELP)]) -> None:
    """Mark the mail that a delivery report is about as bounced; other mail is left alone."""
    report = sys.stdin.buffer.read(LARGEST_REPORT + 1) if file == "-" else Path(file).read_bytes()

    async def use_case(context: Context) -> bool:
        return await record_bounce(context, report)

    # A mail server that pipes other mail to us must not be told that it failed.
    typer.echo("The mail is marked as bounced." if act(use_case) else "No mail of ours that failed.")
