"""What the routes of the VC-API for verifiers read and answer; the names are those of its specification."""

from typing import Annotated, Any

from pydantic import Field

from app.web.schemas import Body, View

Document = dict[str, Any]
Text = Annotated[str, Field(min_length=1, max_length=1_000)]


class VcApiVerifyOptions(Body):
    """What to compare and how to answer. Every check is always made, whatever `checks` names.

    What is absent of `challenge`, `domain` and `expectedProofPurpose` is not compared.
    """

    checks: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    challenge: Text | None = None
    domain: Text | None = None
    expected_proof_purpose: Text | None = None
    return_problem_details: bool = False


class VcApiCredentialBody(Body):
    """A credential to verify: a document with a proof, an envelope, or a signed text."""

    verifiable_credential: Document | Annotated[str, Field(max_length=100_000)]
    options: VcApiVerifyOptions = VcApiVerifyOptions()


class VcApiPresentationBody(Body):
    """A presentation to verify: with a proof, in an envelope, a signed text, or without any proof."""

    verifiable_presentation: Document | Annotated[str, Field(max_length=600_000)]
    options: VcApiVerifyOptions = VcApiVerifyOptions()


class VcApiProblem(View):
    """One thing that is wrong, of a type that W3C defines where it defines one (RFC 9457)."""

    type: str
    title: str
    detail: str
    code: str


class VcApiVerifiedView(View):
    """What was found. `errors` holds the sentences of the problems, for readers of older versions."""

    verified: bool
    checks: list[str]
    warnings: list[str]
    errors: list[str]
    problem_details: list[VcApiProblem]


class VcApiChallengeView(View):
    """A challenge to be signed once, within five minutes."""

    challenge: str
