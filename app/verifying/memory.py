"""What one process remembers of verifying: whether a key made the signature of these exact bytes.

Nothing else is: a credential is read anew each time, and so are status, registration, validity and the life of
a key judged.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from app.credentials.formats.skill_claims import FIRST_SKILL_TYPE, SKILL_TYPE
from app.credentials.policy import VerificationPolicy
from app.credentials.schemas import load_schemas
from app.credentials.type_metadata import CredentialTypes
from app.platform.context import Context
from app.platform.database import Database

SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
SCHEMA_FILE: Final = SCHEMAS / "passport" / "v1" / "skills-passport.schema.json"
TYPE_FILES: Final = {
    FIRST_SKILL_TYPE: SCHEMAS / "credential-types" / "v1" / "skill.json",
    SKILL_TYPE: SCHEMAS / "credential-types" / "v2" / "skill.json",
}
MOST_SIGNATURES: Final = 50_000
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(dict[K, V]):
    """A mapping of at most `size` entries; the oldest makes room."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __setitem__(self, key: K, value: V) -> None:
        while key not in self and len(self) >= self._size:
            del self[next(iter(self))]
        super().__setitem__(key, value)


@dataclass(frozen=True, slots=True)
class Memory:
    """Signature results by digest of key and bytes."""

    signatures: Recent[bytes, bool] = field(default_factory=lambda: Recent(MOST_SIGNATURES))


_MEMORIES: WeakKeyDictionary[Database, Memory] = WeakKeyDictionary()


def memory_of(context: Context) -> Memory:
    """The memory that belongs to this context's database."""
    return _MEMORIES.setdefault(context.database, Memory())


@cache
def load_policy(*, requires_registration: bool = True) -> VerificationPolicy:
    """The policy of the service: the defaults, our schema of Open Badges 3.0 credentials, our type of SD-JWT VC."""
    return VerificationPolicy(
        schemas=load_schemas(SCHEMA_FILE),
        credential_types=CredentialTypes({name: path.read_bytes() for name, path in TYPE_FILES.items()}),
        requires_registration=requires_registration,
    )
