"""What one process remembers of verifying: compiled schemas, and signature results by key and exact bytes."""

from functools import cache
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from app.platform.context import Context
from app.platform.database import Database

from app.credentials.policy import VerificationPolicy
from app.credentials.schemas import load_schemas

SCHEMA_FILE: Final = Path(__file__).parents[2] / "schemas" / "passport" / "v1" / "skills-passport.schema.json"
MOST_SIGNATURES: Final = 50_000


class RecentSignatures(dict[bytes, bool]):
    """Results of signature computations, the newest fifty thousand. The key is a digest of key and bytes."""

    def __setitem__(self, digest: bytes, is_good: bool) -> None:
        while len(self) >= MOST_SIGNATURES:
            del self[next(iter(self))]
        super().__setitem__(digest, is_good)


_SIGNATURES: WeakKeyDictionary[Database, RecentSignatures] = WeakKeyDictionary()


def signatures_of(context: Context) -> RecentSignatures:
    """The signature results that belong to this context."""
    return _SIGNATURES.setdefault(context.database, RecentSignatures())


@cache
def load_policy() -> VerificationPolicy:
    """The policy of the service: the defaults, and our schema of Open Badges 3.0 credentials."""
    return VerificationPolicy(schemas=load_schemas(SCHEMA_FILE))
