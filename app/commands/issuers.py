"""The register of issuers, for operators: let an issuer elsewhere in, see its keys, approve a change of keys."""

from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from app.accounts.organisations import OPERATOR
from app.commands.acting import act
from app.platform.context import Context
from app.trust.issuer_keys import KnownKey, approve_keys, list_known_keys, list_waiting_keys, refuse_keys
from app.trust.registry import STATES, register_issuer, set_issuer_state
from app.trust.resolve import resolve_keys

issuers = typer.Typer(no_args_is_help=True, help="Issuers elsewhere.")
_STATE_HELP: Final = ", ".join(STATES)


@issuers.command("register")
def register(did: str, name: str, website: Annotated[str | None, typer.Option()] = None) -> None:
    """Let an issuer in, and write down the keys that it shows now."""

    async def use_case(context: Context) -> None:
        now = context.clock.now()
        await register_issuer(
            context, did=did, name=name, registered_by=OPERATOR, registered_from=now, website=website
        )
        await _show(context, did)

    act(use_case)


@issuers.command("state")
def state(did: str, state: Annotated[str, typer.Argument(help=_STATE_HELP)]) -> None:
    """Suspend, end or restore an issuer."""
    act(lambda context: set_issuer_state(context, did, state=state))


@issuers.command("keys")
def keys(did: str) -> None:
    """Show the keys of an issuer: which count, which wait for approval, which are gone."""
    act(lambda context: _show(context, did))


@issuers.command("approve-keys")
def approve(did: str, thumbprints: list[str]) -> None:
    """Accept a change: a new key counts from now, one that is gone is retired. Ask the issuer first."""

    async def use_case(context: Context) -> None:
        await approve_keys(context, did, thumbprints, actor=OPERATOR)
        await _show(context, did)

    act(use_case)


@issuers.command("refuse-keys")
def refuse(did: str, thumbprints: list[str]) -> None:
    """Say of keys that wait that they are not the issuer's: nothing they signed counts. It can be approved later."""

    async def use_case(context: Context) -> None:
        await refuse_keys(context, did, thumbprints, actor=OPERATOR)
        await _show(context, did)

    act(use_case)


@issuers.command("waiting")
def waiting() -> None:
    """Show every change of keys that waits for approval, of all issuers."""

    async def use_case(context: Context) -> None:
        for did, key in await list_waiting_keys(context):
            typer.echo(f"{did}  {describe(key)}")

    act(use_case)


async def _show(context: Context, did: str) -> None:
    await resolve_keys(context, did)
    for key in await list_known_keys(context, did):
        typer.echo(describe(key))


def describe(key: KnownKey) -> str:
    """One line: the thumbprint to approve by, what the key is now, and its name."""
    return f"{key.thumbprint}  {_state_of(key):<28}  {key.public.kid}"


def _state_of(key: KnownKey) -> str:
    if key.compromised_at is not None:
        return f"compromised {_day(key.compromised_at)}"
    if key.retired_at is not None:
        return f"retired {_day(key.retired_at)}"
    told = "refused" if key.is_refused else "counts" if key.is_approved else "waits for approval"
    return told if key.missing_since is None else f"{told}, gone {_day(key.missing_since)}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
