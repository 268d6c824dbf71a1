"""What the routes of issuing share: their addresses, who may, and how they refuse."""

from typing import Annotated

from fastapi import Depends

from app.accounts.dependencies import require
from app.accounts.permissions import Issuer, Scope
from app.issuing.errors import (
    ClockUntrusted,
    LintMismatch,
    SignerUnavailable,
)
from app.platform.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    Overloaded,
    TooMany,
    Unauthenticated,
)
from app.trust.errors import IssuerNotActive
from app.web.replays import REPLAY_ERRORS

ORGANISATION = "/v1/organisations/{organisationId}"
GUARDED = (Unauthenticated, Forbidden, NotFound, InvalidInput, TooMany)

CanIssue = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_ISSUE))]
CanRead = Annotated[Issuer, Depends(require(Scope.CREDENTIALS_READ))]
ISSUE_ERRORS = (
    *GUARDED,
    *REPLAY_ERRORS,
    LintMismatch,
    SignerUnavailable,
    IssuerNotActive,
    ClockUntrusted,
    Overloaded,
)
