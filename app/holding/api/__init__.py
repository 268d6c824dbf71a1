"""JSON routes of the passport, one module a subject."""

from app.holding.api import (
    claims,
    credentials,
    disputes,
    dossier_claims,
    dossiers,
    erasure,
    exports,
    own_skills,
    share_links,
    ways_in,
    who_looked,
)

# In the order of the API description.
routers = (
    claims.router,
    credentials.router,
    own_skills.router,
    dossiers.router,
    dossier_claims.router,
    disputes.router,
    share_links.router,
    exports.router,
    erasure.router,
    ways_in.router,
    who_looked.router,
    disputes.reported,
)
