"""The outcome of an import, in words and as a document."""

from app.commands.vocabularies import as_document, describe
from app.ontologies.import_framework import Imported
from app.ontologies.staging_rows import Staged

NEW = Imported("esco", "1.2.0", True, 18_237, Staged(20_000, 160_000, 150_000))


def test_an_import_says_what_there_is_now() -> None:
    assert describe(NEW) == "esco 1.2.0: 18237 concepts, from 330000 facts; searched from now on"
    assert as_document(NEW)["factCount"] == 330_000


def test_files_that_were_imported_before_are_named_as_such() -> None:
    known = Imported("esco", "1.2.0", True, 18_237, None)
    assert describe(known) == "esco 1.2.0: 18237 concepts; these files were imported before"
    assert as_document(known)["wasKnown"] is True


def test_an_older_release_is_kept_beside_the_newer() -> None:
    older = Imported("esco", "1.1.0", False, 18_000, Staged(1, 1, 1))
    assert describe(older).endswith("kept beside the newer release")
