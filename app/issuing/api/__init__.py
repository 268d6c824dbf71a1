"""JSON routes of issuing: achievements, credentials and their envelopes, bulk orders, sheets, claim links, status lists."""

from app.issuing.api import (
    achievements,
    batches,
    claims,
    corrections,
    credentials,
    envelopes,
    recipients,
    sheets,
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
    sheets.router,
    status_lists.router,
)
