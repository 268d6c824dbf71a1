"""By whom the issuer of a credential was recognised for it, at the level it has and when it was given.

It is a fact beside the verdict and changes nothing of that. It comes from what this process knows of the register.
"""

from app.credentials.materials import RegisteredIssuer, Registration
from app.credentials.model import Credential
from app.issuing.skill_set_addresses import find_skill_set_address
from app.platform.context import Context
from app.trust.recognitions import Recognition
from app.trust.resolve import find_recognitions


async def gather_recognitions(
    context: Context, credential: Credential, issuer: Registration
) -> tuple[Recognition, ...]:
    """The recognitions that cover the credential; none for an unknown issuer or a credential without a level."""
    if not isinstance(issuer, RegisteredIssuer) or credential.level is None:
        return ()
    given_at, level = credential.valid_from, credential.level.number
    found = [one for one in await find_recognitions(context, issuer.did) if one.counts_at(given_at)]
    if not found:
        return ()
    uris = [credential.achievement.id]
    if any(one.scope.skill_set_uri is not None for one in found):
        uris += await _find_more_uris(context, credential)
    return tuple(one for one in found if one.scope.covers(uris, level))


async def _find_more_uris(context: Context, credential: Credential) -> list[str]:
    standard = credential.assessment.standard if credential.assessment else None
    known = (
        await find_skill_set_address(context, credential.achievement.id),
        standard.url if standard else None,
    )
    return [uri for uri in known if uri is not None]
