"""JSON routes of trust: keys and identity documents, the register of issuers, recognitions."""

from app.trust.api import recognitions, register, signing_keys

routers = (signing_keys.router, recognitions.router, register.router)
