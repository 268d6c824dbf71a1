"""CompetentNL from a service that answers as it is documented: SPARQL and lists, with a key, in pages."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from app.ontologies import competentnl_service
from app.ontologies.competentnl_service import Source, fetch_competentnl, name_blank_nodes
from app.ontologies.concepts import load_concept
from app.ontologies.errors import UnreadableFramework
from app.ontologies.facts import concept_id
from app.ontologies.import_framework import import_competentnl
from app.platform import fetch
from app.platform.context import Context
from tests.vocabularies import COMPETENTNL, COMPETENTNL_GRAPH

OCCUPATION = concept_id(f"{COMPETENTNL}/uwv/id/occupation/1")
KEY = "the-key-of-the-operator"


class Service:
    """A stand-in for both services, over the hand-made graph."""

    def __init__(self) -> None:
        self.asked: list[httpx.URL] = []
        self.store = ox.Store()
        self.store.load(COMPETENTNL_GRAPH.encode(), format=ox.RdfFormat.N_TRIPLES)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        if request.headers.get("apikey") != KEY:
            return httpx.Response(401)
        asked = request.url.params
        body = self._construct(asked["query"]) if "query" in asked else self._list(asked)

        async def pieces() -> AsyncIterator[bytes]:
            yield body

        return httpx.Response(200, content=pieces(), headers={"content-type": "application/n-triples"})

    def _construct(self, query: str) -> bytes:
        found = self.store.query(query)
        assert isinstance(found, ox.QueryTriples)
        return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""

    def _list(self, asked: httpx.QueryParams) -> bytes:
        lines, size = COMPETENTNL_GRAPH.splitlines(), int(asked["pageSize"])
        first = (int(asked["page"]) - 1) * size
        return "\n".join(lines[first : first + size]).encode()


@pytest.fixture
def service(context: Context, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service behind the one door, in pages of a few statements."""
    made = Service()

    async def resolve(_name: str) -> str:
        return "9.9.9.9"

    client = partial(httpx.AsyncClient, transport=httpx.MockTransport(made.answer))
    monkeypatch.setattr(fetch, "resolve_public", resolve)
    monkeypatch.setattr(fetch.httpx, "AsyncClient", client)
    monkeypatch.setattr(competentnl_service, "PAGE_OF_STATEMENTS", 7)
    monkeypatch.setattr(competentnl_service, "PAGE_OF_CONCEPTS", 7)
    return made


def with_key(context: Context, key: str | None = KEY) -> Context:
    return replace(context, settings=replace(context.settings, competentnl_key=key))


@pytest.mark.parametrize("source", list(Source))
async def test_what_was_fetched_is_imported_as_a_file_is(
    context: Context, service: Service, source: Source, tmp_path: Path
) -> None:
    path = await fetch_competentnl(with_key(context), tmp_path, source)
    assert len(service.asked) > len({url.params.get("query", url.path)[:60] for url in service.asked})
    fetched = await import_competentnl(context, [path], version="2025-09-30", on_bytes=lambda count: None)
    whole = tmp_path / "whole.nt"
    whole.write_text(COMPETENTNL_GRAPH, encoding="utf-8")
    by_file = await import_competentnl(context, [whole], version="2025-10-01", on_bytes=lambda count: None)
    assert fetched.concept_count == by_file.concept_count > 0
    async with context.database.transaction() as session:
        for version in ("2025-09-30", "2025-10-01"):
            detail = await load_concept(session, OCCUPATION, version=version)
            assert detail.concept.texts["nl"].label == "Betonboorder"
            if source is Source.sparql:
                assert detail.concept.texts["nl"].alternatives == ("Diamantboorder",)


async def test_a_key_is_sent_to_the_service_and_its_answers_are_not_kept(
    context: Context, service: Service, tmp_path: Path
) -> None:
    await fetch_competentnl(with_key(context), tmp_path)
    count = len(service.asked)
    await fetch_competentnl(with_key(context), tmp_path)
    assert len(service.asked) == 2 * count
    assert not any(KEY in str(url) for url in service.asked)


def more_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competentnl_service, "MOST_PAGES", 1)


def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competentnl_service, "MOST_BYTES", 10)


@pytest.mark.parametrize("limit", [more_pages, small_pages])
async def test_a_service_that_gives_too_much_is_no_source(
    context: Context,
    service: Service,
    limit: Callable[[pytest.MonkeyPatch], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit(monkeypatch)
    with pytest.raises(UnreadableFramework):
        await fetch_competentnl(with_key(context), tmp_path)


@pytest.mark.parametrize("key", [None, "another-key"])
async def test_without_the_right_key_nothing_is_imported(
    context: Context, service: Service, key: str | None, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFramework):
        await fetch_competentnl(with_key(context, key), tmp_path)


def test_blank_nodes_of_two_pages_are_never_the_same() -> None:
    page = b'_:b1 <x:p> _:b2 .\n<x:s> <x:p> _:b1 .\n<x:s> <x:p> "a _:b1" .\n'
    named = name_blank_nodes(page, 3)
    assert named == b'_:page3xb1 <x:p> _:page3xb2 .\n<x:s> <x:p> _:page3xb1 .\n<x:s> <x:p> "a _:b1" .\n'
