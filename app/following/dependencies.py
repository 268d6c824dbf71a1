"""Who calls the routes of following, and what every one of them that reads may answer."""

from typing import Annotated, Final

from fastapi import Depends

from app.accounts.dependencies import require_of_key
from app.accounts.permissions import Issuer, Scope
from app.platform.errors import Forbidden, InvalidInput, NotFound, Unauthenticated

FollowerKey = Annotated[Issuer, Depends(require_of_key(Scope.VERIFICATIONS_CREATE))]
READING: Final = (InvalidInput, Unauthenticated, Forbidden, NotFound)
