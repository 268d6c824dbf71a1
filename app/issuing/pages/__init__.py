"""Pages of issuing: what everybody may see, and the desk of a coordinator."""

from app.issuing.pages import (
    claims,
    corrections,
    credentials,
    erasure,
    public,
    recipients,
    sheets,
    withdrawals,
)

pages = (
    public.pages,
    claims.pages,
    sheets.pages,
    sheets.files,
    recipients.pages,
    withdrawals.pages,
    corrections.pages,
    erasure.pages,
    credentials.pages,
)
