"""Against guessing of secrets in links: ten misses a minute from one address, then nothing for a minute."""

import math
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Final

from app.platform.caching import TtlCache
from app.platform.context import Context
from app.platform.errors import TooMany

MISSES_A_MINUTE: Final = 10
WINDOW_SECONDS: Final = 60.0
_MOST_ADDRESSES: Final = 100_000
# One connection of IPv6 has this whole network to choose addresses from (RFC 6177, section 2).
_NETWORK_BITS: Final = 64


def place_of(address: str) -> str:
    """What counts as one visitor: an address of IPv4, also where it is written as IPv6, or a network of IPv6."""
    if ":" not in address:
        return address
    try:
        full = IPv6Address(address)
    except AddressValueError:
        return address
    if full.ipv4_mapped is not None:
        return str(full.ipv4_mapped)
    return str(IPv6Network((int(full), _NETWORK_BITS), strict=False))


def ensure_may_guess(context: Context, kind: str, address: str) -> None:
    """Refuse an address that missed too often, before anything is looked up. Raises TooMany."""
    blocked_until = _blocked(context, kind).get(address)
    if blocked_until is not None:
        raise TooMany(retry_after=max(1, math.ceil(blocked_until - context.clock.monotonic())))


def count_wrong_guess(context: Context, kind: str, address: str) -> None:
    """Count a secret that opens nothing. Raises TooMany from the eleventh in a minute."""
    try:
        context.caches.limiter.hit(f"{kind}:{address}", limit=MISSES_A_MINUTE, window=WINDOW_SECONDS)
    except TooMany:
        _blocked(context, kind).put(address, context.clock.monotonic() + WINDOW_SECONDS)
        raise


def _blocked(context: Context, kind: str) -> TtlCache[str, float]:
    return context.caches.ttl(f"guessing.{kind}", ttl=WINDOW_SECONDS, size=_MOST_ADDRESSES)
