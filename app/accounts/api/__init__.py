"""JSON routes of accounts: the organisation, its API keys and audit log, its members and invitations."""

from app.accounts.api import organisation, people

# In the order of the API description.
routers = (organisation.router, people.router)
