"""Plays the demonstration on a running service, and goes on serving."""

import asyncio
import sys
from dataclasses import replace

from app.commands.preparing import prepare
from app.commands.serving import free_port, running
from app.demo.seed import Partnership, seed_demo
from app.demo.story import Facts, tell_story
from app.demo.visitor import UnexpectedAnswer
from app.main import open_context
from app.platform.logging import configure_logging
from app.settings import load_settings


async def play_demo(*, port: int, as_json: bool, stop: bool) -> bool:
    """Whether every verdict was the expected one. Serves until told to stop unless `stop`."""
    # The story is what people came for, and it forges and revokes on purpose.
    configure_logging(level="ERROR")
    port = free_port(port)
    public_url = f"http://localhost:{port}"
    wanted = replace(load_settings(), public_url=public_url, with_worker=True)
    settings = await asyncio.to_thread(prepare, wanted)
    async with open_context(settings) as context:
        partnership = await seed_demo(context)
        async with running(settings, context, port=port) as server:
            facts = await _tell(partnership, port, public_url, as_json=as_json)
            if facts is None:
                return False
            if not stop:
                _point(facts, partnership)
                await server.until_stopped()
    return facts.is_expected


async def _tell(partnership: Partnership, port: int, public_url: str, *, as_json: bool) -> Facts | None:
    def tell(line: str) -> None:
        print(line, file=sys.stderr if as_json else sys.stdout, flush=True)

    try:
        facts = await tell_story(partnership, port, public_url, tell)
    except UnexpectedAnswer as error:
        print(f"The story broke off: {error}", file=sys.stderr)
        return None
    if as_json:
        print(facts.as_json(), flush=True)
    else:
        print(
            "Every verdict was the expected one."
            if facts.is_expected
            else "A verdict was NOT the expected one."
        )
    return facts


def _point(facts: Facts, partnership: Partnership) -> None:
    print("\nServing. Look at:")
    for name, address in facts.addresses.items():
        print(f"  {name:<18} {address}")
    print("Call the API as the partnership:")
    print(f"  {'organisationId':<18} {partnership.organisation_id}")
    print(f"  {'API key':<18} {partnership.api_key}")
    print("Stop with Ctrl-C.", flush=True)
