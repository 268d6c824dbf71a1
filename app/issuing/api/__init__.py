"""JSON routes of issuing: achievements, credentials, bulk orders, claim links, status lists."""

from app.issuing.api import achievements, batches, credentials, status_lists

# In the order of the API description.
routers = (achievements.router, credentials.router, batches.router, status_lists.router)
