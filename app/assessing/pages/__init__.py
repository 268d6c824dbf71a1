"""Pages of assessing, one module for each thing."""

from app.assessing.pages import (
    cases,
    co_sign,
    coaching,
    dossier_desk,
    dossier_evidence,
    judging,
    mandates,
    second,
    signing,
    skill_set_desk,
    skill_set_steps,
    skill_sets,
    validation_levels,
)

pages = (
    skill_sets.pages,
    validation_levels.pages,
    mandates.pages,
    # Before one dossier: a part of it may be a word.
    coaching.pages,
    dossier_evidence.pages,
    dossier_evidence.uploads,
    dossier_desk.pages,
    skill_set_desk.pages,
    skill_set_steps.pages,
    cases.pages,
    # Before the questions: their last part is a number, or one of these words.
    signing.pages,
    second.pages,
    judging.pages,
    co_sign.pages,
)
