"""JSON routes of accounts: the organisation, its API keys and audit log, its members, invitations and brand."""

from app.accounts.api import branding, organisation, people

# In the order of the API description.
routers = (organisation.router, people.router, branding.router)
