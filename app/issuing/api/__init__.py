"""JSON routes of issuing: achievements, credentials and their envelopes, bulk orders, claim links, status lists."""

from app.issuing.api import (
    achievements,
    batches,
    claims,
    corrections,
    credentials,
    envelopes,
    recipients,
    status_lists,
)
from app.issuing.api.vc_api import vc_api as vc_api

# In the order of the API description.
routers = (
    achievements.router,
    credentials.router,
    corrections.router,
    claims.router,
    envelopes.router,
    recipients.router,
    batches.router,
    status_lists.router,
)
