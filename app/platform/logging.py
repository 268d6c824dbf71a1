"""Structured logs: one JSON line per event, and only the fields that are allowed."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "organisation", "actor", "request_id", "reason", "method", "route", "path",
        "status", "duration_ms", "count", "job", "batch", "version", "kind", "code", "host", "purpose", "list_id",
        "key_id", "port", "error", "revision", "seconds", "exception", "slug", "point", "credential_id",
    }
)  # fmt: skip


def keep_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every field that is not on the list, so a careless call cannot leak a name or a secret."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def configure_logging(*, level: str = "INFO") -> None:
    """Logs as JSON lines on standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            keep_allowed,
            structlog.processors.JSONRenderer(
                serializer=lambda value, **_: orjson.dumps(value, default=str).decode()
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("procrastinate").setLevel(logging.WARNING)


log = structlog.get_logger()
