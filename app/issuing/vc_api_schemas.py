"""What the routes of the VC-API for issuers read and answer; the names are those of its specification."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.issuing.vc_api_documents import FORMATS, SUITES, IssueOptions
from app.web.schemas import Body, View

Document = dict[str, Any]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]


class VcApiIssueOptions(Body):
    """How to sign: the issuer, the format, and what belongs to a format. An option that is unknown is refused."""

    issuer: Text | None = None
    format: Annotated[str, Field(json_schema_extra={"enum": list(FORMATS)})] = FORMATS[0]
    cryptosuite: Annotated[str | None, Field(json_schema_extra={"enum": [*SUITES, None]})] = None
    mandatory_pointers: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    credential_id: Text | None = None

    def to_options(self) -> IssueOptions:
        """What the use case reads. Raises UnknownFormat, AlgorithmNotAllowed."""
        return IssueOptions(
            format=self.format,
            cryptosuite=self.cryptosuite,
            issuer=self.issuer,
            credential_id=self.credential_id,
            mandatory=self.mandatory_pointers,
        )


class VcApiIssueBody(Body):
    """A document to sign."""

    credential: Document
    options: VcApiIssueOptions = VcApiIssueOptions()


class VcApiIssuedView(View):
    """The signed document: an object with its proof or an envelope, or a VC-JWT as text."""

    verifiable_credential: Document | str


class VcApiStatusType(Body):
    """Which status to change."""

    type: Literal["BitstringStatusListEntry"]
    status_purpose: Literal["revocation", "suspension"]


class VcApiStatusBody(Body):
    """Set (`true`) or clear (`false`) a status of an issued document."""

    credential_id: Text
    credential_status: VcApiStatusType
    status: bool = True
