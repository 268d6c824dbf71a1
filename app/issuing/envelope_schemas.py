"""What the routes of envelopes read and answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.issuing.complete_envelope import IssuedEnvelope
from app.issuing.documents import PURPOSES, status_list_url, token_status_list_url
from app.issuing.envelope_requests import EnvelopeFormat, EnvelopeRequest, EnvelopeSuite, has_token_status
from app.issuing.envelope_rows import Envelope
from app.issuing.schemas import StatusEntryView
from app.web.schemas import Body, View


class EnvelopeBody(Body):
    """In which form the credential is wanted.

    `cryptosuite` goes with data-integrity, where eddsa-rdfc-2022 is the usual one. `holderKey` goes with vc+sd-jwt
    and dc+sd-jwt: the public key that the holder will prove to have.
    """

    format: EnvelopeFormat
    cryptosuite: EnvelopeSuite | None = None
    holder_key: Annotated[
        dict[str, Any] | None, Field(max_length=20, description="A public JSON Web Key (RFC 7517).")
    ] = None

    def to_request(self, key: str, credential_id: UUID) -> EnvelopeRequest:
        """The request under a key."""
        return EnvelopeRequest(key, credential_id, self.format, self.cryptosuite, self.holder_key)


class EnvelopeSummaryView(View):
    """One form of a credential, without its text; its status stands at a place of its own."""

    id: UUID
    credential_id: UUID
    format: EnvelopeFormat
    cryptosuite: EnvelopeSuite | None
    status: StatusEntryView
    created_at: datetime


class EnvelopeView(EnvelopeSummaryView):
    """One form of a credential; `credential` is the text to hand to its recipient, JSON in data-integrity."""

    credential: str


def envelope_summary_view(envelope: Envelope, public_url: str) -> EnvelopeSummaryView:
    list_id = envelope.status_list_id
    if has_token_status(envelope.format):
        url = token_status_list_url(public_url, list_id)
    else:
        url = status_list_url(public_url, list_id, PURPOSES[0])
    return EnvelopeSummaryView.model_validate(
        {
            "id": envelope.id,
            "credential_id": envelope.credential_id,
            "format": envelope.format,
            "cryptosuite": envelope.cryptosuite,
            "status": StatusEntryView(list_url=url, index=envelope.status_index),
            "created_at": envelope.created_at,
        }
    )


def envelope_view(issued: IssuedEnvelope, public_url: str) -> EnvelopeView:
    summary = envelope_summary_view(issued.envelope, public_url)
    return EnvelopeView(**dict(summary), credential=issued.secured.text)
