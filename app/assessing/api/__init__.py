"""JSON routes of assessing, one module for each thing."""

from app.assessing.api import dossiers, files, mandates, skill_sets, uploads, validation_levels

routers = (
    dossiers.router,
    skill_sets.router,
    mandates.router,
    validation_levels.router,
    uploads.router,
    uploads.desk,
    files.router,
    files.desk,
)
