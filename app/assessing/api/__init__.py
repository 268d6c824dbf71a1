"""JSON routes of assessing, one module for each thing."""

from app.assessing.api import mandates, validation_levels

routers = (mandates.router, validation_levels.router)
