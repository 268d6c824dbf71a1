"""JSON routes of verifying: our own, and those of the VC-API."""

from app.verifying.api.batches import batches, sandbox
from app.verifying.api.vc_api import vc_api as vc_api
from app.verifying.api.verifications import router

routers = (router, batches, sandbox)
