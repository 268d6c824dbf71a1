"""The command line: `python -m app …`; the same actions as the API, for operators."""

import asyncio
from datetime import UTC
from typing import Annotated

import typer

from app.accounts.organisations import OPERATOR, create_organisation, find_organisation_by_slug
from app.accounts.permissions import Role
from app.commands import doctor as examination
from app.commands import generated
from app.commands.acting import act
from app.commands.issuers import issuers
from app.commands.lasting import DEFAULT_PORT, Port, fail, run, serve, worker
from app.commands.mail import mail
from app.commands.partnerships import add_api_key, add_key_for, add_signing_keys, invite_member, register
from app.commands.preparing import migrate as bring_up_to_date
from app.commands.recognitions import recognitions
from app.commands.rewrapping import rewrap_everything
from app.commands.verify_file import verify_file
from app.commands.vocabularies import import_competentnl_files, import_esco_files
from app.demo.play import play_demo
from app.demo.seed import seed_demo
from app.platform.context import Context
from app.settings import load_settings
from app.trust.keys import rotate_key
from app.trust.service_keys import rotate_service_key
from app.trust.signing_keys import KeyPurpose
from app.trust.succession import end_partnership

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a trace shows values, and values may be secrets
    help="The skills passport service.",
)
org = typer.Typer(no_args_is_help=True, help="Organisations.")
keys = typer.Typer(no_args_is_help=True, help="Signing keys.")
config = typer.Typer(no_args_is_help=True, help="Settings.")
app.add_typer(org, name="org")
app.add_typer(keys, name="keys")
app.add_typer(config, name="config")
app.add_typer(issuers, name="issuers")
app.add_typer(recognitions, name="recognitions")
app.add_typer(mail, name="mail")
app.command("verify")(verify_file)
app.command("import-esco")(import_esco_files)
app.command("import-competentnl")(import_competentnl_files)

Check = Annotated[bool, typer.Option("--check", help="Change nothing; fail when something would change.")]


def main() -> None:
    """Runs the command that was asked for."""
    run(app)


@app.command()
def demo(
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON, then stop.")] = False,
    stop: Annotated[bool, typer.Option("--stop", envvar="CI", help="Stop after the story.")] = False,
    port: Port = DEFAULT_PORT,
) -> None:
    """Issue, share and verify a passport, then serve it; with CI=1 or --json stop after the story."""
    if not asyncio.run(play_demo(port=port, as_json=as_json, stop=stop or as_json)):
        fail("A verdict was not the expected one.")


app.command()(serve)
app.command()(worker)


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape, as its owner."""
    bring_up_to_date(load_settings())
    print("The database is up to date.")


@app.command()
def doctor() -> None:
    """Look whether everything the service needs is there."""
    findings = asyncio.run(examination.examine(load_settings()))
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.name}: {finding.detail}")
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


@app.command()
def seed() -> None:
    """Make the partnership of the demonstration, and print its new API key."""

    async def use_case(context: Context) -> None:
        made = await seed_demo(context)
        print(f"{made.name} ({made.organisation_id})\n{made.did}\n{made.api_key}")

    act(use_case)


@org.command("create")
def create_org(
    slug: str,
    name: str,
    kind: Annotated[str, typer.Option(help="partnership or verifier")] = "partnership",
    website: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Add an organisation and print its first API key; a partnership also gets signing keys and is registered."""

    async def use_case(context: Context) -> None:
        made = await create_organisation(context, slug=slug, name=name, kind=kind, website=website)
        print(made.id)
        print((await add_api_key(context, made, name="first"))[1])
        if kind == "partnership":
            await add_signing_keys(context, made)
            print(await register(context, made))

    act(use_case)


@org.command("key")
def make_key(
    slug: str,
    member: Annotated[
        str | None, typer.Option(help="The mail address of the member who gets it; then it is theirs.")
    ] = None,
) -> None:
    """Print another API key of an organisation; a key in somebody's hand is never a second pair of eyes beside them."""

    async def use_case(context: Context) -> None:
        print(await add_key_for(context, slug=slug, email=member))

    act(use_case)


@org.command("invite")
def invite_person(
    slug: str,
    email: str,
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")] = [Role.COORDINATOR],  # noqa: B006
    language: Annotated[str, typer.Option(help="nl or en")] = "nl",
) -> None:
    """Mail an invitation to somebody who will work for an organisation; without --role as its coordinator."""

    async def use_case(context: Context) -> None:
        found = await invite_member(context, slug=slug, email=email, roles=role, language=language)
        print(f"Invited. The link in the mail works until {found.expires_at:%Y-%m-%d}.")

    act(use_case)


@org.command("end")
def end_org(
    slug: str,
    successor: Annotated[
        str | None, typer.Option(help="The short name of the partnership that takes over.")
    ] = None,
) -> None:
    """End an organisation: nothing new is given, what it gave stays verifiable and its successor may withdraw it."""

    async def use_case(context: Context) -> None:
        await end_partnership(context, slug, successor=successor)
        print(f"Ended. {f'{successor} takes over.' if successor else 'Nobody takes over.'}")

    act(use_case)


@keys.command("rotate")
def rotate(slug: str, purpose: KeyPurpose = KeyPurpose.CREDENTIAL) -> None:
    """Publish the next signing key of an organisation; the one before it retires by itself."""

    async def use_case(context: Context) -> None:
        async with context.database.transaction() as session:
            found = await find_organisation_by_slug(session, slug)
        if found is None:
            fail("There is no such organisation.")
        async with context.database.transaction(organisation_id=found.id) as session:
            following = await rotate_key(
                context, session, organisation_id=found.id, purpose=purpose, actor=OPERATOR
            )
        print(f"{following.kid} signs from {following.valid_from.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")

    act(use_case)


@keys.command("rotate-service")
def rotate_service(
    stolen: Annotated[
        bool, typer.Option(help="Nothing that the key until now signed counts any more.")
    ] = False,
) -> None:
    """Make the next key with which the service signs its receipts."""

    async def use_case(context: Context) -> None:
        print(f"{await rotate_service_key(context, is_stolen=stolen)} signs from now")

    act(use_case)


@keys.command("rewrap")
def rewrap() -> None:
    """Seal everything under the current key-encryption key, as the owner; after that the older ones may go."""

    async def use_case(context: Context) -> bool:
        done = await rewrap_everything(context)
        for column in done:
            print(f"{column.name}: {column.count} sealed again, {column.broken} that no key opens")
        return not any(column.broken for column in done)

    if not act(use_case):
        fail("Keep the older keys: not everything could be opened.")


@app.command()
def openapi(check: Check = False) -> None:
    """Write schemas/api/v1/openapi.json and schemas/api/vc-api.json."""
    _tell_changes(generated.write_changes(generated.make_openapi(load_settings()), is_check=check), check)


@app.command()
def digests(check: Check = False) -> None:
    """Write schemas/digests.json; a released file that changed is a fault."""
    try:
        made = generated.make_digests()
    except ValueError as error:
        fail(str(error))
    _tell_changes(generated.write_changes(made, is_check=check), check)


@app.command()
def translations(check: Check = False) -> None:
    """Collect the sentences of pages into the catalogues."""
    changed, missing = generated.update_translations(is_check=check)
    if missing:
        fail("No translation yet:\n" + "\n".join(missing))
    _tell_changes(changed, check)


def _tell_changes(changed: list[str], is_check: bool) -> None:
    for name in changed:
        print(f"{'is not what the code makes' if is_check else 'written'}: {name}")
    if is_check and changed:
        raise SystemExit(1)


@config.command("show")
def show() -> None:
    """Show what is in force, with secrets masked."""
    for name, value in examination.masked(load_settings()).items():
        print(f"{name} = {value}")
