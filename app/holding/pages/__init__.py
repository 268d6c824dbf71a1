"""Pages of the holder, one module a subject."""

from app.holding.pages import (
    claims,
    desk,
    desk_guardians,
    disputes,
    erasure,
    exports,
    guardians,
    helped,
    own_skills,
    passport,
    shares,
    sign_in,
    ways_in,
    who_looked,
)

pages = (
    claims.pages,
    passport.pages,
    own_skills.pages,
    disputes.pages,
    disputes.desk,
    shares.pages,
    sign_in.pages,
    ways_in.pages,
    who_looked.pages,
    exports.pages,
    guardians.pages,
    erasure.pages,
    helped.pages,
    desk.pages,
    desk_guardians.pages,
)
