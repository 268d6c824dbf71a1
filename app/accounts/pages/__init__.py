"""Pages of members of staff: coming in, the desk of a partnership, its people, one's own details."""

from app.accounts.pages import account, desk, invitations, people, sign_in

pages = (sign_in.pages, invitations.pages, desk.pages, people.pages, account.pages)
