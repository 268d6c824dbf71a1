"""Mail, for operators: delivery reports come in here."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from app.commands.preparing import prepare
from app.main import open_context
from app.platform.bounces import LARGEST_REPORT, record_bounce
from app.settings import load_settings

mail = typer.Typer(no_args_is_help=True, help="Mail.")
_FILE_HELP: Final = "A delivery report (RFC 3464) as it came by mail; - reads standard input."


@mail.callback()
def group() -> None:
    """Mail."""


@mail.command("bounces")
def bounces(file: Annotated[str, typer.Argument(help=_FILE_HELP)]) -> None:
    """Mark the mail that a delivery report is about as bounced; other mail is left alone."""
    report = sys.stdin.buffer.read(LARGEST_REPORT + 1) if file == "-" else Path(file).read_bytes()

    async def act() -> bool:
        settings = await asyncio.to_thread(prepare, load_settings())
        async with open_context(settings) as context:
            return await record_bounce(context, report)

    # A mail server that pipes other mail to us must not be told that it failed.
    typer.echo("The mail is marked as bounced." if asyncio.run(act()) else "No mail of ours that failed.")
