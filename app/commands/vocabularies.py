"""Imports of published frameworks, for operators: with a bar while it runs, and its outcome as text or JSON."""

import json
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from app.commands.acting import act
from app.ontologies.competentnl_service import Source, fetch_competentnl
from app.ontologies.import_framework import Imported, OnBytes, import_competentnl, import_esco
from app.platform.context import Context

Files: TypeAlias = Annotated[
    list[Path], typer.Argument(help="The files as they were published.", exists=True, dir_okay=False)
]
MaybeFiles: TypeAlias = Annotated[
    list[Path] | None, typer.Argument(help="Files in N-Triples.", exists=True, dir_okay=False)
]
Fetched: TypeAlias = Annotated[
    bool, typer.Option("--fetch", help="Fetch it, with the key in SKILLSPASS_COMPETENTNL_KEY (or _FILE).")
]
Asked: TypeAlias = Annotated[Source, typer.Option("--source", help="Where --fetch asks.")]
Release: TypeAlias = Annotated[
    str | None, typer.Option("--release", help="The version, when no name tells it.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON, without a bar.")]
_Import = Callable[[Context, OnBytes], Awaitable[Imported]]


def import_esco_files(files: Files, release: Release = None, as_json: AsJson = False) -> None:
    """Import ESCO from its official CSV archives, one for each language; safe to repeat."""
    _run(files, as_json, lambda context, told: import_esco(context, files, version=release, on_bytes=told))


def import_competentnl_files(
    files: MaybeFiles = None,
    release: Release = None,
    is_fetched: Fetched = False,
    source: Asked = Source.sparql,
    as_json: AsJson = False,
) -> None:
    """Import CompetentNL from files in N-Triples, or with --fetch from its own services; safe to repeat."""
    given = files or []
    if is_fetched == bool(given):
        raise typer.BadParameter("give files, or --fetch")

    async def act(context: Context, told: OnBytes) -> Imported:
        with tempfile.TemporaryDirectory(prefix="competentnl-") as folder:
            found = [await fetch_competentnl(context, Path(folder), source)] if is_fetched else given
            return await import_competentnl(context, found, version=release, on_bytes=told)

    _run(given, as_json, act)


def describe(imported: Imported) -> str:
    """The outcome as one line."""
    name = f"{imported.framework_id} {imported.version}: {imported.concept_count} concepts"
    place = "searched from now on" if imported.is_current else "kept beside the newer release"
    if imported.staged is None:
        return f"{name}; these files were imported before"
    facts = sum(imported.staged)
    return f"{name}, from {facts} facts; {place}"


def as_document(imported: Imported) -> dict[str, object]:
    """The outcome for software."""
    return {
        "frameworkId": imported.framework_id,
        "version": imported.version,
        "isCurrent": imported.is_current,
        "conceptCount": imported.concept_count,
        "factCount": sum(imported.staged) if imported.staged else 0,
        "wasKnown": imported.staged is None,
    }


def _run(files: Sequence[Path], as_json: bool, use_case: _Import) -> None:
    size = sum(path.stat().st_size for path in files)

    if as_json:
        typer.echo(json.dumps(as_document(act(lambda context: use_case(context, lambda count: None)))))
        return
    with typer.progressbar(length=size, label="Reading") as bar:
        imported = act(lambda context: use_case(context, bar.update))
    typer.echo(describe(imported))
