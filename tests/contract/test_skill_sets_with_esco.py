"""The whole of ESCO: imported, searched, used in a skill set, and told by the achievement that is issued from it."""

import time
from pathlib import Path
from uuid import uuid4

import pytest

from app.accounts.organisations import create_organisation
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.assessing.skill_set_content import Alignments, Reference
from app.issuing.achievements import load_achievement
from app.issuing.documents import SkillAlignment
from app.ontologies.import_framework import import_esco
from app.ontologies.search_concepts import Question, search_concepts
from app.ontologies.skills import MatchType
from app.platform.context import Context
from app.platform.queue import run_worker
from tests.skill_sets import add_draft, make_achievement, make_content, publish

ARCHIVES = Path(__file__).parents[3] / "shared" / "data" / "esco"
WANTED = "operate forklift"


@pytest.mark.slow
@pytest.mark.skipif(not ARCHIVES.exists(), reason="the archives of ESCO are not beside the project")
async def test_a_skill_of_esco_is_found_used_and_told_by_the_achievement(context: Context) -> None:
    started = time.perf_counter()
    done = await import_esco(context, sorted(ARCHIVES.glob("*.zip")), on_bytes=lambda count: None)
    print(f"imported {done} in {time.perf_counter() - started:.1f} s")
    async with context.database.transaction() as session:
        concept = (await search_concepts(session, Question(WANTED, frameworks=("esco",))))[0]
    assert WANTED in concept.label_in("en")[0]
    made = await create_organisation(context, slug="esco", name="Partnership ESCO")
    issuer = Issuer(made.id, f"person:{uuid4()}", ANY_SCOPE, made.name, made.slug)
    wanted = Reference(concept_uri=concept.uri, match_type=MatchType.narrow)
    content = make_content(make_achievement(alignments=Alignments(specific=(wanted,))))
    published = await publish(context, issuer, await add_draft(context, issuer, content))
    await run_worker(context, until_empty=True)
    [achievement] = published.content.achievements
    async with context.database.transaction(organisation_id=made.id) as session:
        adopted = await load_achievement(session, made.id, achievement.id, 1)
    [alignment] = adopted.alignments
    label, language = concept.label_in("nl", "en")
    assert alignment == SkillAlignment(
        target_name=label,
        target_url=concept.uri,
        target_framework="ESCO 1.2.0",
        target_type=f"ext:ESCOSkill.narrow.{language}.specific",
        target_code=concept.code,
        target_description=concept.texts[language].definition,
        layer="specific",
        language=language,
        match_type="narrow",
    )
    assert language == "en", "ESCO has no Dutch names of skills in these archives"
    assert adopted.skill_set_id == published.id
