"""Pages of assessing, one module for each thing."""

from app.assessing.pages import validation_levels

pages = (validation_levels.pages,)
