"""SD-JWT (RFC 9901): the compact form, what the issuer makes, what the holder presents, what a verifier reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from app.credentials.claim_paths import Path, find_paths
from app.credentials.errors import DisclosureInvalid, MalformedSdJwt, TooLarge
from app.credentials.formats.concealing import conceal
from app.credentials.formats.disclosures import (
    DEFAULT_HASH,
    Disclosure,
    Revealed,
    ensure_open,
    hash_named,
    read_disclosures,
    reveal,
)
from app.credentials.formats.jose import CompactJws, HeaderRules, read_jws, sign_jws
from app.credentials.policy import VerificationPolicy
from app.credentials.ports import Randomness, Signer

# Every kind of credential in an SD-JWT: SD-JWT VC, whose older name VC-JOSE-COSE has since taken.
SD_JWT_RULES: Final = HeaderRules(
    frozenset({"dc+sd-jwt", "vc+sd-jwt"}),
    frozenset({"alg", "typ"}),
    frozenset({"kid", "x5c", "cty"}),
    max_bytes=16_384,
)


@dataclass(frozen=True, slots=True)
class SdJwtParts:
    """An SD-JWT taken apart (section 4): the issuer-signed JWT, the disclosures, the key binding JWT if any."""

    jwt: bytes = field(repr=False)
    disclosures: tuple[bytes, ...] = field(repr=False)
    key_binding: bytes | None = field(default=None, repr=False)

    @property
    def bound_bytes(self) -> bytes:
        """Everything before the key binding JWT, which `sd_hash` covers (section 4.3.1)."""
        return b"~".join([self.jwt, *self.disclosures, b""])

    @property
    def text(self) -> bytes:
        """The compact form."""
        return self.bound_bytes + (self.key_binding or b"")


@dataclass(frozen=True, slots=True)
class UnverifiedSdJwt:
    """An SD-JWT whose disclosures fit their digests, and whose signature nobody checked yet."""

    parts: SdJwtParts
    jws: CompactJws
    revealed: Revealed
    hash_name: str


def split_sd_jwt(text: bytes, *, policy: VerificationPolicy) -> SdJwtParts:
    """Take the compact form apart; raises TooLarge, or MalformedSdJwt, also for the JSON serialisation.

    Reading the JSON serialisation (section 8) is optional; one spelling of a signed text is enough.
    """
    if len(text) > policy.max_bytes:
        raise TooLarge
    if text.startswith(b"{"):
        raise MalformedSdJwt("The JSON serialisation of SD-JWT is not supported.")
    jwt, *disclosures = text.split(b"~")
    if not disclosures or b"" in disclosures[:-1]:
        raise MalformedSdJwt
    key_binding = disclosures.pop()
    return SdJwtParts(jwt, tuple(disclosures), key_binding or None)


def read_sd_jwt(
    text: bytes,
    rules: HeaderRules,
    *,
    policy: VerificationPolicy,
    never_hidden: frozenset[str] = frozenset(),
) -> UnverifiedSdJwt:
    """Read the JWT and put every disclosure in its place (section 7.1 step 3).

    Raises CredentialError, among them DisclosureInvalid for one of the claims `never_hidden` that was disclosed, or
    that has a place for something hidden in it.
    """
    parts = split_sd_jwt(text, policy=policy)
    jws = read_jws(parts.jwt, rules, policy)
    ensure_open(jws.payload, never_hidden)
    hash_name = jws.payload.get("_sd_alg", DEFAULT_HASH)
    disclosures = read_disclosures(parts.disclosures, hash_named(hash_name), policy)
    revealed = reveal(jws.payload, disclosures, max_depth=policy.max_depth)
    if revealed.hides_any_of(never_hidden):
        raise DisclosureInvalid("A claim was hidden that decides whether the credential is valid.")
    return UnverifiedSdJwt(parts, jws, revealed, hash_name)


def issue_sd_jwt(
    claims: Mapping[str, Any],
    hidden: Collection[Path],
    signer: Signer,
    *,
    randomness: Randomness,
    decoys: Mapping[Path, int] = MappingProxyType({}),
    hash_name: str = DEFAULT_HASH,
    **header: str,
) -> bytes:
    """Hide the claims at `hidden` and sign the rest (section 6); raises ValueError as `conceal` does."""
    payload, disclosures = conceal(claims, hidden, randomness=randomness, decoys=decoys, hash_name=hash_name)
    return SdJwtParts(sign_jws(payload, signer, **header), disclosures).text


def present_sd_jwt(held: UnverifiedSdJwt, shown: Collection[Path]) -> SdJwtParts:
    """The same SD-JWT with only the chosen claims and what they stand in (section 7.2), without key binding.

    A path names a claim of the processed payload; None stands for every item of an array. Choosing a claim shows
    all that lies inside it. Raises ValueError when a path names nothing at all.
    """
    placed = held.revealed.by_path()
    for path in shown:
        if not find_paths(held.revealed.claims, path):
            raise ValueError(f"there is no claim at {list(path)}")
    chosen = [
        disclosure for path, disclosure in placed.items() if any(_overlap(path, wanted) for wanted in shown)
    ]
    return SdJwtParts(held.parts.jwt, _in_order(held.parts.disclosures, chosen))


def _in_order(texts: tuple[bytes, ...], chosen: list[Disclosure]) -> tuple[bytes, ...]:
    wanted = {disclosure.encoded for disclosure in chosen}
    return tuple([text for text in texts if text in wanted])


def _overlap(path: Path, wanted: Path) -> bool:
    return all(
        step == other or (other is None and type(step) is int)
        for step, other in zip(path, wanted, strict=False)
    )
