"""Pages of members of staff: the desk of a partnership."""

from app.accounts.pages import desk

pages = (desk.pages,)
