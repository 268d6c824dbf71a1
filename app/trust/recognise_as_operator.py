"""What an operator records of recognitions: for a partnership of this service, and of organisations elsewhere.

One elsewhere signs with its own key. It gets the document to sign from here, so that what it signs is what is recorded.
"""

import re
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from app.accounts.acts import record_act
from app.accounts.errors import UnknownOrganisation
from app.accounts.organisations import OPERATOR, Organisation, find_organisation_by_slug
from app.accounts.permissions import ANY_SCOPE, Issuer
from app.platform.context import Context
from app.platform.errors import NotFound
from app.trust.endorsements import (
    Endorsement,
    build_endorsement,
    ensure_says,
    read_endorsement,
    read_signer_of,
    recognition_address,
)
from app.trust.errors import EndorsementRefused, UnknownIssuer
from app.trust.identity import find_local_slug, issuer_did
from app.trust.recognise import RecognitionRequest, check_request, sign_recognition, target_of, to_recognition
from app.trust.recognitions import RecognisedScope, Recognition
from app.trust.repository import find_registered_issuer
from app.trust.repository.recognitions import add_recognition, add_withdrawal, find_recognition
from app.trust.resolve import resolve_keys

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def recognise_for(context: Context, slug: str, request: RecognitionRequest) -> Recognition:
    """Sign and record a recognition in the name of a partnership of ours, which asked an operator for it.

    Raises UnknownOrganisation, InvalidInput, NoSigningKey, IssuerNotActive.
    """
    async with context.database.transaction() as session:
        found = await find_organisation_by_slug(session, slug)
    if found is None or found.kind != "partnership":
        raise UnknownOrganisation
    issuer = _as_operator(found)
    async with context.database.owner_transaction(organisation_id=found.id) as session:
        own_did = issuer_did(context.settings, slug)
        checked = await check_request(session, request, recogniser_did=own_did, now=context.clock.now())
        recognition = await sign_recognition(context, session, issuer, checked, context.randomness.uuid())
        await add_recognition(session, recognition, found.id)
        await record_act(context, session, issuer, "recognition.confirmed", target_of(recognition.id))
    return recognition


async def prepare_endorsement(
    context: Context, recogniser_did: str, request: RecognitionRequest
) -> dict[str, Any]:
    """The document that a registered organisation elsewhere has to sign. Raises UnknownIssuer, InvalidInput."""
    now = context.clock.now()
    async with context.database.transaction() as session:
        recogniser = await find_registered_issuer(session, recogniser_did)
        if recogniser is None or recogniser.organisation_id is not None:
            raise UnknownIssuer
        checked = await check_request(session, request, recogniser_did=recogniser_did, now=now)
    address = recognition_address(context.settings.public_url, context.randomness.uuid())
    facts = Endorsement(
        address=address,
        recogniser_did=recogniser_did,
        recogniser_name=recogniser.name,
        issuer_did=checked.issuer_did,
        scope=RecognisedScope(checked.skill_set_uri, checked.skill_set_name, checked.highest_level),
        recognised_from=checked.recognised_from or now,
        recognised_until=checked.recognised_until,
        signed_at=now.replace(microsecond=0),
    )
    return build_endorsement(facts)


async def record_endorsement(context: Context, statement: str) -> Recognition:
    """Record what an organisation elsewhere signed, once its key is proven; again changes nothing.

    Raises EndorsementRefused, UnknownIssuer for a recogniser or an issuer outside the register.
    """
    now = context.clock.now()
    signer_did, kid = read_signer_of(statement)
    keys = await resolve_keys(context, signer_did, kid)
    facts = read_endorsement(statement)
    ensure_says(statement, facts, keys, now=now)
    recognition_id = _read_id(context, facts.address)
    async with context.database.owner_transaction() as session:
        recogniser = await find_registered_issuer(session, signer_did)
        if recogniser is None or await find_registered_issuer(session, facts.issuer_did) is None:
            raise UnknownIssuer
        if find_local_slug(context.settings, signer_did) is not None or signer_did == facts.issuer_did:
            raise EndorsementRefused("A partnership of this service recognises others itself.")
        known = await find_recognition(session, recognition_id)
        if known is not None:
            if known.statement != statement:
                raise EndorsementRefused("The register has another statement under this id.")
            return known
        # The register says how it is called, and when it was written down here.
        recognition = replace(
            to_recognition(recognition_id, facts, statement), recogniser_name=recogniser.name, recorded_at=now
        )
        await add_recognition(session, recognition, None)
    return recognition


async def withdraw_as_operator(context: Context, recognition_id: UUID) -> Recognition:
    """End a recognition now, whosever it is; again changes nothing. Raises NotFound."""
    now = context.clock.now()
    async with context.database.transaction() as session:
        known = await find_recognition(session, recognition_id)
        slug = known and find_local_slug(context.settings, known.recogniser_did)
        owner = await find_organisation_by_slug(session, slug) if slug else None
    if known is None:
        raise NotFound
    owner_id = owner.id if owner else None
    async with context.database.owner_transaction(organisation_id=owner_id) as session:
        if not await add_withdrawal(session, recognition_id, owner_id, now=now):
            return known
        if owner is not None:
            issuer = _as_operator(owner)
            await record_act(context, session, issuer, "recognition.withdrawn", target_of(recognition_id))
    return replace(known, withdrawn_at=now)


def _as_operator(organisation: Organisation) -> Issuer:
    return Issuer(
        organisation.id, OPERATOR, ANY_SCOPE, organisation.name, organisation.slug, organisation.is_test
    )


def _read_id(context: Context, address: str) -> UUID:
    found = _UUID.search(address)
    if found is None or address != recognition_address(context.settings.public_url, UUID(found[0])):
        raise EndorsementRefused("The statement has another address than one of this register.")
    return UUID(found[0])
