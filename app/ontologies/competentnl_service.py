"""CompetentNL from its own services, page by page as N-Triples, with the key of whoever may ask.

The SPARQL endpoint tells of everything; the API only of what its lists hold. Nothing is fetched but for an import.
"""

import re
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from app.ontologies.competentnl_graph import SKOSXL, predicates_of_model
from app.ontologies.errors import UnreadableFramework
from app.platform.context import Context
from app.platform.fetch import FetchFailed, FetchRefused

SPARQL_URL: Final = "https://sparql.competentnl.nl/v1"
API_URL: Final = "https://api.competentnl.nl/{name}/v1"
LISTS: Final = ("occupations-label-01", "skills-label-08", "skills-label-23")
PAGE_OF_STATEMENTS: Final = 10_000
PAGE_OF_CONCEPTS: Final = 500
MOST_PAGES: Final = 100
MOST_BYTES: Final = 32 * 1024 * 1024
SECONDS: Final = 60.0
_KEY_HEADER: Final = "apikey"
_TYPE: Final = "application/n-triples"
# In a fixed order, or a page would repeat and miss statements. `FROM` is not supported by the endpoint.
_QUERY: Final = """CONSTRUCT {{ ?s ?p ?o . ?o <{literal}> ?text }} WHERE {{
  {{ SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {names} }} ?s ?p ?o }} ORDER BY ?s ?p ?o LIMIT {limit} OFFSET {offset} }}
  OPTIONAL {{ ?o <{literal}> ?text }} }}"""
# More of them would make an address longer than servers take.
_NAMES_IN_QUERY: Final = 12
_BLANK_SUBJECT: Final = re.compile(rb"^_:", re.MULTILINE)
_BLANK_OBJECT: Final = re.compile(rb"^(\S+[ \t]+\S+[ \t]+)_:", re.MULTILINE)


class Source(StrEnum):
    """Which of the two services is asked."""

    sparql = "sparql"
    api = "api"


async def fetch_competentnl(context: Context, folder: Path, source: Source = Source.sparql) -> Path:
    """One file in the folder with all that the service tells. Raises UnreadableFramework when it tells not all."""
    key = context.settings.competentnl_key
    if key is None:
        raise UnreadableFramework("Set SKILLSPASS_COMPETENTNL_KEY (or _FILE): CompetentNL asks for a key.")
    path = folder / "competentnl.nt"
    count = 0
    with path.open("wb") as stream:
        for addresses in _addresses(context, source):
            async for page in _pages(context, addresses, key):
                count += 1
                stream.write(name_blank_nodes(page, count) + b"\n")
    return path


def name_blank_nodes(page: bytes, number: int) -> bytes:
    """The page with the labels of its blank nodes made its own: they mean something within one answer only."""
    label = b"_:page%dx" % number
    return _BLANK_OBJECT.sub(rb"\1" + label, _BLANK_SUBJECT.sub(label, page))


def _addresses(context: Context, source: Source) -> list[list[str]]:
    """The addresses of all pages that there can be, a list for each question."""
    pages = range(MOST_PAGES + 1)
    if source is Source.api:
        return [[_list_address(name, number + 1) for number in pages] for name in LISTS]
    names = predicates_of_model(context.settings.competentnl_namespaces)
    asked = [names[first : first + _NAMES_IN_QUERY] for first in range(0, len(names), _NAMES_IN_QUERY)]
    return [[_query_address(part, number * PAGE_OF_STATEMENTS) for number in pages] for part in asked]


def _list_address(name: str, page: int) -> str:
    asked = {"searchTerm": "", "page": page, "pageSize": PAGE_OF_CONCEPTS}
    return f"{API_URL.format(name=name)}?{urlencode(asked)}"


def _query_address(predicates: Sequence[str], offset: int) -> str:
    literal, names = f"{SKOSXL}literalForm", " ".join(f"<{name}>" for name in predicates)
    query = _QUERY.format(names=names, literal=literal, limit=PAGE_OF_STATEMENTS, offset=offset)
    return f"{SPARQL_URL}?{urlencode({'query': query})}"


async def _pages(context: Context, addresses: list[str], key: str) -> AsyncIterator[bytes]:
    for address in addresses:
        try:
            fetched = await context.fetch.fetch(
                address,
                accept=(_TYPE,),
                max_bytes=MOST_BYTES,
                purpose="competentnl",
                key=(_KEY_HEADER, key),
                seconds=SECONDS,
            )
        except (FetchFailed, FetchRefused) as error:
            raise UnreadableFramework(f"CompetentNL did not give a page: {error}.") from error
        if not fetched.body.strip():
            return
        yield fetched.body
    raise UnreadableFramework(f"CompetentNL gives more than {MOST_PAGES} pages.")
