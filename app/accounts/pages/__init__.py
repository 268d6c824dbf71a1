"""Pages of members of staff: coming in, the desk of a partnership, its people, one's own details."""

from app.accounts.pages import (
    account,
    addresses,
    branding,
    desk,
    invitations,
    passkeys,
    people,
    sign_in,
    systems,
)

# Passkeys first: /sign-in/passkey is no link with a secret.
pages = (
    passkeys.pages,
    sign_in.pages,
    invitations.pages,
    desk.pages,
    people.pages,
    branding.pages,
    account.pages,
    addresses.pages,
    systems.pages,
)
