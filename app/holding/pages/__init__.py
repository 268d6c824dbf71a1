"""Pages of the holder, one module a subject."""

from app.holding.pages import claims, disputes, erasure, passport, shares, sign_in, ways_in

pages = (
    claims.pages,
    passport.pages,
    disputes.pages,
    disputes.desk,
    shares.pages,
    sign_in.pages,
    ways_in.pages,
    erasure.pages,
)
