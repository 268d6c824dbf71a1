"""Pages of issuing: what everybody may see, and the desk of a coordinator."""

from app.issuing.pages import claims, credentials, public, recipients, sheets

pages = (public.pages, claims.pages, sheets.pages, sheets.files, recipients.pages, credentials.pages)
