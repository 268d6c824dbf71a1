"""Pages of assessing, one module for each thing."""

from app.assessing.pages import mandates, skill_sets, validation_levels

pages = (skill_sets.pages, validation_levels.pages, mandates.pages)
