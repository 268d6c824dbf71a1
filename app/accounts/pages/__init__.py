"""Pages of members of staff: signing in, and the desk of a partnership."""

from app.accounts.pages import desk, sign_in

pages = (sign_in.pages, desk.pages)
