"""How a command runs and ends, and the two that run for months: `serve` and `worker`.

`python -m app` opens these two from here, so that their processes carry nothing of the other commands.
"""

import asyncio
import signal
import sys
from typing import Annotated, NoReturn

import typer

from app.commands.serving import run_jobs, serve_forever
from app.platform.errors import AppError
from app.settings import SettingsError, load_settings

DEFAULT_PORT = 8000
WRONG_CALL, USAGE = 2, 64

Port = Annotated[int, typer.Option(help="Where to listen; 0 picks a free port.")]
commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Concluded(Exception):
    """The command came to its end, with the status that stands for its verdict."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def main() -> None:
    """Runs `serve` or `worker`."""
    run(commands)


def run(program: typer.Typer) -> None:
    """Runs the command that was asked for; a refusal is a sentence and status 1, a wrong call status 64."""
    # Without this the signal ends the process before the embedded database is told to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        program()
    except Concluded as done:
        raise SystemExit(done.status) from None
    except SystemExit as ended:
        # The status 2 of a wrong call is that of the verdict "caution" here.
        raise SystemExit(USAGE if ended.code == WRONG_CALL else ended.code) from None
    except AppError as error:
        fail(error.title if error.detail == error.title else f"{error.title}. {error.detail}")
    except SettingsError as error:
        fail(f"The settings cannot be used: {error}")


def fail(reason: str) -> NoReturn:
    """Ends the command with a sentence and status 1."""
    print(reason, file=sys.stderr)
    raise SystemExit(1)


@commands.command()
def serve(
    port: Port = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "",
    workers: Annotated[int, typer.Option(min=1, help="How many processes.")] = 1,
    with_worker: Annotated[bool | None, typer.Option("--with-worker/--no-worker")] = None,
) -> None:
    """Answer requests; --with-worker works off the jobs in the same process."""
    settings = load_settings()
    if not settings.is_production:
        where = f"Listening on port {port}. Links begin with {settings.public_url}. Stop with Ctrl-C."
        print(where, file=sys.stderr)
    serve_forever(host=host, port=port, workers=workers, with_worker=with_worker)


@commands.command()
def worker() -> None:
    """Work off jobs: rosters, hand-overs, the sweep."""
    asyncio.run(run_jobs())
