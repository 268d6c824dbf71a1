"""Pages of the holder, one module a subject."""

from app.holding.pages import claims, passport, shares

pages = (claims.pages, passport.pages, shares.pages)
