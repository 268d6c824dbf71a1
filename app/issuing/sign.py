"""Step 2 of issuing: lint the planned bytes, sign them, and check the signature as a stranger would."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from app.credentials.encoding import base64url
from app.credentials.formats.vc_jwt import VcJwt
from app.credentials.keys.jwk import PublicKey
from app.credentials.materials import Unavailable
from app.credentials.model import SecuredCredential
from app.credentials.ports import Signer
from app.credentials.schemas import SchemaRegistry, load_schemas
from app.issuing.documents import Expected, find_closed_rule_faults
from app.issuing.errors import SignerUnavailable
from app.issuing.issuances import Issuance, is_intact, open_signing_input
from app.platform.context import Context
from app.platform.logging import log
from app.trust.resolve import resolve_keys

BREATH_EVERY = 32
ERASED: Final = "erased"
SCHEMAS = Path(__file__).parents[2] / "schemas" / "passport" / "v1" / "skills-passport.schema.json"


@dataclass(slots=True)
class Signatures:
    """By credential: the signature and the whole signed text; or the rule it broke."""

    signatures: dict[UUID, bytes]
    secured: dict[UUID, SecuredCredential]
    rejected: dict[UUID, str]


async def sign_reserved(
    context: Context, issuances: Sequence[Issuance], *, signer: Signer, key_id: UUID, issuer_id: str
) -> Signatures:
    """Signs every row that still is what it was planned to be. Outside any transaction.

    Raises SignerUnavailable when the key is not among those that the issuer publishes.
    """
    public = await _find_published_key(context, issuer_id, signer.kid)
    result = Signatures({}, {}, {})
    for position, issuance in enumerate(issuances, start=1):
        if issuance.erased_at is not None:
            result.rejected[issuance.id] = ERASED
            continue
        signing_input = open_signing_input(context.vault, issuance)
        faults = _lint(context, issuance, signing_input, key_id=key_id, issuer_id=issuer_id)
        signature = b"" if faults else signer.sign(signing_input)
        if not faults and not public.verifies(signing_input, signature):
            faults = ["self_verification"]
        if faults:
            log.error("issue.lint", organisation=str(issuance.organisation_id), reason=",".join(faults[:5]))
            result.rejected[issuance.id] = faults[0]
            continue
        result.signatures[issuance.id] = signature
        result.secured[issuance.id] = VcJwt.assemble(signing_input, signature)
        if position % BREATH_EVERY == 0:
            await asyncio.sleep(0)
    return result


async def _find_published_key(context: Context, issuer_id: str, kid: str) -> PublicKey:
    keys = await resolve_keys(context, issuer_id, kid)
    if not isinstance(keys, Unavailable):
        for key in keys:
            if key.public.kid == kid:
                return key.public
    raise SignerUnavailable(retry_after=1)


@cache
def _schemas() -> SchemaRegistry:
    return load_schemas(SCHEMAS)


def find_schema_faults(document: dict[str, Any]) -> list[str]:
    """Where a document does not follow the schema of Open Badges 3.0."""
    return [] if _schemas().is_valid(document) else _schemas().validate(document)


def _lint(
    context: Context, issuance: Issuance, signing_input: bytes, *, key_id: UUID, issuer_id: str
) -> list[str]:
    """Why these bytes may not be signed: not those of the ledger, another key, closed rules, the schema."""
    if issuance.key_id != key_id:
        return ["key_changed"]
    if not is_intact(issuance, signing_input):
        return ["bytes_changed"]
    document = orjson.loads(base64url.decode(signing_input.partition(b".")[2]))
    expected = Expected(
        credential_id=issuance.id,
        issuer_id=issuer_id,
        list_id=issuance.status_list_id,
        index=issuance.status_index,
        valid_from=issuance.valid_from,
        valid_until=issuance.valid_until,
        profile_version=issuance.profile_version,
        level=issuance.level,
    )
    faults = find_closed_rule_faults(document, expected, public_url=context.settings.public_url)
    return faults or find_schema_faults(document)
