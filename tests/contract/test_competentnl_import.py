"""CompetentNL on the real database, beside ESCO."""

from pathlib import Path

from app.ontologies.concepts import ConceptDetail, load_concept
from app.ontologies.facts import concept_id
from app.ontologies.import_framework import import_competentnl, import_esco
from app.ontologies.search_concepts import Question, search_concepts
from app.platform.context import Context
from tests.vocabularies import COMPETENTNL, COMPETENTNL_GRAPH, dutch


async def bring(context: Context, folder: Path, text: str = COMPETENTNL_GRAPH) -> None:
    path = folder / "graph.nt"
    path.write_text(text, encoding="utf-8")
    done = await import_competentnl(context, [path], on_bytes=lambda count: None)
    assert (done.version, done.is_current) == ("2025-09-30", True)


async def load(context: Context, path: str) -> ConceptDetail:
    async with context.database.transaction() as session:
        return await load_concept(session, concept_id(f"{COMPETENTNL}{path}"))


async def search(context: Context, words: str) -> list[str]:
    async with context.database.transaction() as session:
        return [concept.label_in("nl")[0] for concept in await search_concepts(session, Question(words))]


async def test_labels_at_nodes_of_their_own_are_those_of_the_concept(
    context: Context, tmp_path: Path
) -> None:
    await bring(context, tmp_path)
    detail = await load(context, "/uwv/id/occupation/1")
    assert detail.concept.texts["nl"].label == "Betonboorder"
    assert detail.concept.texts["nl"].alternatives == ("Diamantboorder",)
    assert await search(context, "diamant") == ["Betonboorder"]


async def test_three_layers_are_related_and_mapped(context: Context, tmp_path: Path) -> None:
    await bring(context, tmp_path)
    detail = await load(context, "/uwv/id/occupation/1")
    assert [(one.relation, one.kind, one.labels["nl"]) for one in detail.related] == [
        ("requires-essential", "capability", "Precies werken"),
        ("requires-somewhat", "knowledge-area", "Bouwkunde"),
        ("task-essential", "task", "Boren in beton"),
    ]
    assert detail.mappings == (("broad", "http://data.europa.eu/esco/occupation/driller"),)
    capability = await load(context, "/id/humancapability/2")
    assert capability.concept.code == "2.1.3"
    assert capability.mappings == (("exact", "http://data.europa.eu/esco/skill/precise"),)


async def test_a_relation_to_something_without_a_name_leads_nowhere(context: Context, tmp_path: Path) -> None:
    await bring(context, tmp_path)
    detail = await load(context, "/id/educationalnorm/5")
    assert (detail.concept.code, detail.related) == ("25001", ())


async def test_a_concept_that_was_withdrawn_stays_readable(context: Context, tmp_path: Path) -> None:
    await bring(context, tmp_path)
    concept = (await load(context, "/uwv/id/occupation/3")).concept
    assert concept.is_withdrawn and concept.withdrawn_at is not None
    assert await search(context, "turfsteker") == []


async def test_two_frameworks_are_searched_together(context: Context, tmp_path: Path) -> None:
    await import_esco(context, [dutch(tmp_path)], on_bytes=lambda count: None)
    await bring(context, tmp_path)
    await bring(context, tmp_path)
    assert await search(context, "beton") == ["Betonboorder", "Betonreparateur", "Boren in beton"]
    assert await search(context, "heftruck") == ["heftruckchauffeur"]
