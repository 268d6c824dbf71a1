"""Pages of verifying: a share link, and what an employer brings along."""

from app.verifying.pages import check, share

pages = (share.pages, *check.pages)
