"""What a verifier gathers before it judges: keys, status lists, the registration of the issuer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from app.credentials.keys.jwk import PublicKey


@dataclass(frozen=True, slots=True)
class Unavailable:
    """It could not be had, so nothing can be concluded from it. `code` is a stable code of the report."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of an issuer with its life cycle; `purpose` is credential, status-list, or any when not known."""

    public: PublicKey
    purpose: str
    valid_from: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None


IssuerKeys: TypeAlias = tuple[IssuerKey, ...] | Unavailable


@dataclass(frozen=True, slots=True)
class StatusList:
    """A proven status list: one bit an entry, the first entry in the highest bit of the first byte.

    `beside` is a list for another purpose that its issuer keeps over the same indexes, known to who keeps it.
    """

    purpose: str
    bits: bytes
    length: int
    valid_from: datetime
    valid_until: datetime | None = None
    ttl_ms: int | None = None
    beside: "StatusList | None" = None

    def is_set(self, index: int) -> bool:
        """The bit at `index`; raises IndexError when it lies outside the list."""
        if not 0 <= index < self.length:
            raise IndexError("index outside the status list")
        return bool(self.bits[index >> 3] & (0x80 >> (index & 7)))


@dataclass(frozen=True, slots=True)
class TokenStatusList:
    """A proven status list: `size` bits an entry, the first entry in the lowest bits of the first byte.

    `issued_at`, `expires_at` and `ttl` come from its token (section 5.1); `ttl` is the longest time to keep a copy.
    """

    url: str
    size: int
    packed: bytes = field(repr=False)
    issued_at: datetime
    expires_at: datetime | None = None
    ttl: timedelta | None = None

    @property
    def length(self) -> int:
        """How many entries fit in the list."""
        return len(self.packed) * 8 // self.size

    def status_at(self, index: int) -> int:
        """The value at `index` (section 4.1); raises IndexError when it lies outside the list."""
        if not 0 <= index < self.length:
            raise IndexError("index outside the status list")
        at, offset = divmod(index * self.size, 8)
        return self.packed[at] >> offset & ((1 << self.size) - 1)


@dataclass(frozen=True, slots=True)
class StatusListInvalid:
    """The list was fetched, but it is wrong: never to be believed."""

    code: str
    detail: str = ""


StatusMaterial: TypeAlias = StatusList | TokenStatusList | Unavailable | StatusListInvalid
StatusLists: TypeAlias = Mapping[str, StatusMaterial]


@dataclass(frozen=True, slots=True)
class RegisteredIssuer:
    """An issuer in the trust registry; `state` is active, suspended or ended.

    `registered_by` says who let it in, `successor_did` who takes over where it left, and `website` where to read more;
    no verdict depends on them.
    """

    did: str
    name: str
    registered_from: datetime
    registered_until: datetime | None = None
    state: str = "active"
    registered_by: str | None = None
    successor_did: str | None = None
    website: str | None = None

    def state_at(self, moment: datetime) -> str:
        """Its state at a moment: who had an end in the register has ended after it."""
        has_left = self.registered_until is not None and self.registered_until <= moment
        return "ended" if has_left else self.state


Registration: TypeAlias = RegisteredIssuer | Unavailable | None
