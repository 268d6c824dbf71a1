"""The signed form of a recognition: an EndorsementCredential of Open Badges 3.0, made and read here.

Its subject is the recognised issuer, and its comment says for what, in words that are made from the facts. So the
facts are signed too: who reads one makes the document again and holds the two against each other.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.credentials.errors import CredentialError
from app.credentials.formats.base import UnverifiedCredential
from app.credentials.formats.vc_jwt import secure_document
from app.credentials.materials import IssuerKeys
from app.credentials.model import CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT
from app.credentials.policy import ENDORSEMENT
from app.credentials.ports import Signer
from app.credentials.reading import read_node, read_text
from app.credentials.times import format_time, parse_time
from app.credentials.verification import prove, read
from app.trust.errors import EndorsementRefused
from app.trust.recognitions import RecognisedScope

_OPEN: Final = "…"
_COMMENT: Final = re.compile(
    r"Erkend voor: (?:\*|(?P<name>[^\n<>]+) <(?P<uri>[^\s<>]+)>)\nTot en met niveau: (?P<level>[1-4])\n"
    r"Periode: (?P<begin>\S+) / (?P<end>\S+)\n"
)
_TYPES: Final = ["VerifiableCredential", "EndorsementCredential"]


@dataclass(frozen=True, slots=True)
class Endorsement:
    """The facts of a recognition before it is signed; `address` is where it is published, and its id."""

    address: str
    recogniser_did: str
    recogniser_name: str
    issuer_did: str
    scope: RecognisedScope
    recognised_from: datetime
    recognised_until: datetime | None
    signed_at: datetime


def recognition_address(public_url: str, recognition_id: UUID) -> str:
    """Where a recognition is published, with whether it was withdrawn: the id of its statement."""
    return f"{public_url.rstrip('/')}/v1/recognitions/{recognition_id}"


def build_endorsement(facts: Endorsement) -> dict[str, Any]:
    """The EndorsementCredential (Open Badges 3.0, appendix B.1.5): same facts, same document."""
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
        "id": facts.address,
        "type": _TYPES,
        "issuer": {"id": facts.recogniser_did, "type": ["Profile"], "name": facts.recogniser_name},
        "name": "Erkenning",
        "validFrom": format_time(facts.signed_at),
        "credentialSubject": {
            "id": facts.issuer_did,
            "type": ["EndorsementSubject"],
            "endorsementComment": _comment(facts),
        },
    }
    if facts.recognised_until is not None and facts.recognised_until > facts.signed_at:
        document["validUntil"] = format_time(facts.recognised_until)
    return document


def _comment(facts: Endorsement) -> str:
    scope = facts.scope
    begin, end = format_time(facts.recognised_from), _OPEN
    if facts.recognised_until is not None:
        end = format_time(facts.recognised_until)
    what = "*" if scope.skill_set_uri is None else f"{scope.skill_set_name} <{scope.skill_set_uri}>"
    return (
        f"Erkend voor: {what}\nTot en met niveau: {scope.highest_level}\nPeriode: {begin} / {end}\n\n"
        f"Recognised for: {what}\nUp to level: {scope.highest_level}\nPeriod: {begin} / {end}"
    )


def sign_endorsement(facts: Endorsement, signer: Signer) -> str:
    """The statement as a VC-JWT."""
    return secure_document(build_endorsement(facts), signer).text


def read_signer_of(statement: str) -> tuple[str, str]:
    """Who says to have signed a statement, and with which key; believed nothing. Raises EndorsementRefused."""
    unverified = _read(statement)
    return unverified.issuer_id, unverified.kid


def ensure_says(
    statement: str,
    facts: Endorsement,
    keys: IssuerKeys,
    *,
    now: datetime,
    ledger_time: datetime | None = None,
) -> None:
    """Raise EndorsementRefused unless the recogniser signed these facts and nothing else.

    `ledger_time` is when the register wrote it down, for a key that has stopped since.
    """
    unverified = _read(statement)
    proof = prove(unverified, keys, now=now, ledger_time=ledger_time)
    if proof.statement is None:
        raise EndorsementRefused(proof.checks[-1].detail)
    if dict(unverified.claims) != build_endorsement(facts):
        raise EndorsementRefused("The statement says something else than what is recorded.")


def read_endorsement(statement: str) -> Endorsement:
    """The facts in a statement; `ensure_says` proves them. Raises EndorsementRefused for words of another kind."""
    document = _read(statement).claims
    try:
        issuer, subject = read_node(document, "issuer"), read_node(document, "credentialSubject")
        found = _COMMENT.match(read_text(subject, "endorsementComment"))
        if found is None:
            raise EndorsementRefused("The statement does not say for what it is.")
        return Endorsement(
            address=read_text(document, "id"),
            recogniser_did=read_text(issuer, "id"),
            recogniser_name=read_text(issuer, "name"),
            issuer_did=read_text(subject, "id"),
            scope=RecognisedScope(found["uri"], found["name"], int(found["level"])),
            recognised_from=parse_time(found["begin"]),
            recognised_until=None if found["end"] == _OPEN else parse_time(found["end"]),
            signed_at=parse_time(document.get("validFrom")),
        )
    except CredentialError as error:
        raise EndorsementRefused(error.detail) from error


def _read(statement: str) -> UnverifiedCredential:
    try:
        return read(statement, profile=ENDORSEMENT)
    except CredentialError as error:
        raise EndorsementRefused(error.detail) from error
