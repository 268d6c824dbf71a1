"""JSON routes of assessing, one module for each thing."""

from app.assessing.api import validation_levels

routers = (validation_levels.router,)
