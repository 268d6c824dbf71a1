"""JSON routes of assessing, one module for each thing."""

from app.assessing.api import mandates, skill_sets, validation_levels

routers = (skill_sets.router, mandates.router, validation_levels.router)
