"""What a batch of verifications takes and gives, and the fixtures of the sandbox."""

from typing import Any

from pydantic import ConfigDict, Field

from app.verifying.batch import MOST_ITEMS
from app.verifying.schemas import VerdictWord, VerificationBody, VerificationView
from app.web.schemas import Body, View


class VerificationBatchBody(Body):
    """Up to a thousand requests to verify, each as POST /v1/verifications takes it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"items": [{"shareLink": "1CTVwSOTvflDJCTMP64aOO"}]}}
    )

    # Read one by one later, so that one that cannot be read does not spoil the others.
    items: list[Any] = Field(
        min_length=1,
        max_length=MOST_ITEMS,
        json_schema_extra={"items": {"$ref": f"#/components/schemas/{VerificationBody.__name__}"}},
    )


class ItemProblemView(View):
    """What is wrong with one item: the status and code it would have had alone, and what to do."""

    status: int
    code: str
    detail: str


class VerificationItemView(View):
    """The answer to one item: exactly one of the two is there."""

    verification: VerificationView | None
    problem: ItemProblemView | None


class VerificationBatchView(View):
    """The answers, in the order of the items."""

    items: list[VerificationItemView]


class FixtureView(View):
    """Something to send, and what comes back. Everything in it says TEST.

    `request` is a body of POST /v1/verifications. A reason that never comes from there has a `file` for the page /check
    (base64), or neither; `note` says why.
    """

    code: str
    verdict: VerdictWord
    request: dict[str, Any] | None
    file: str | None
    note: str


class FixturesView(View):
    """One fixture for each verdict and each reason, in a fixed order."""

    items: list[FixtureView]
