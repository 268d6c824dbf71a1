"""Everything one process shares, built once at start."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from app.platform.caching import Caches
from app.platform.clock import Clock
from app.platform.database import Database
from app.platform.fetch import Fetcher
from app.platform.randomness import Randomness
from app.platform.vault import Vault
from app.settings import Settings


@dataclass(frozen=True)
class Context:
    """What a use case may need besides its arguments."""

    settings: Settings
    database: Database
    clock: Clock
    randomness: Randomness
    vault: Vault
    caches: Caches
    fetch: Fetcher
    metrics: CollectorRegistry
