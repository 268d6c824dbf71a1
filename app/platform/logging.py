"""Structured logs: one JSON line per event, and only the fields that are allowed."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final

import orjson

from app.platform.accidents import describe
from app.platform.leaving_out import leaving_out

with leaving_out("rich"):
    # Lines are JSON here; what colours traces for a terminal would stay in memory all the same.
    import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "organisation", "actor", "request_id", "reason", "method", "route", "path",
        "status", "duration_ms", "count", "job", "batch", "version", "kind", "code", "host", "purpose", "list_id",
        "key_id", "port", "error", "revision", "seconds", "exception", "slug", "point", "credential_id",
        "job_id", "attempt", "file", "missing",
    }
)  # fmt: skip
_REQUEST: Final[ContextVar[Mapping[str, str]]] = ContextVar("log_request", default=MappingProxyType({}))


def begin_request(request_id: str) -> None:
    """From here every line of this task carries the id of the request, and no caller yet."""
    _REQUEST.set({"request_id": request_id})


def name_caller(*, actor: str, organisation: str | None = None) -> None:
    """From here every line of this task says who asks: an API key by its id, a holder only as such."""
    named = {"actor": actor} if organisation is None else {"actor": actor, "organisation": organisation}
    _REQUEST.set({**_REQUEST.get(), **named})


def has_caller() -> bool:
    """Whether the caller of this request is known."""
    return "actor" in _REQUEST.get()


def add_request(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Adds the request and its caller to a line that does not name them itself."""
    return {**_REQUEST.get(), **event}


def tell_accident(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Says what kind of accident it was and where, in the place of the exception and its words."""
    raised = event.pop("exc_info", None)
    error = sys.exc_info()[1] if raised is True else raised
    if not isinstance(error, BaseException):
        return event
    return {"error": type(error).__name__, **event, "exception": describe(error)}


def keep_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every field that is not on the list, so a careless call cannot leak a name or a secret."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def write_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> bytes:
    """One event as JSON; what JSON does not know is written as its text."""
    return orjson.dumps(event, default=str)


def configure_logging(*, level: str = "INFO") -> None:
    """Logs as JSON lines on standard error."""
    structlog.configure(
        processors=[
            add_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_accident,
            keep_allowed,
            write_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    everybody = logging.getLogger()
    if not any(isinstance(handler, LibraryLog) for handler in everybody.handlers):
        everybody.addHandler(LibraryLog(logging.WARNING))
    jobs = logging.getLogger("procrastinate")
    jobs.handlers, jobs.propagate = [JobLog()], False
    jobs.setLevel(logging.INFO)


class LibraryLog(logging.Handler):
    """Tells the troubles of libraries, such as the server's, in our own words: theirs quote what somebody sent."""

    def emit(self, record: logging.LogRecord) -> None:
        """Logs from which library it came, and what kind of accident it was if it was one."""
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write("library.trouble", kind=record.name, exc_info=record.exc_info[1] if record.exc_info else None)


class JobLog(logging.Handler):
    """Tells the job library's bad news in our own words: its sentences hold the arguments of the job."""

    EVENTS: Final = MappingProxyType(
        {"job_error": "job.failed", "job_error_retry": "job.retried", "job_aborted": "job.aborted"}
    )

    def emit(self, record: logging.LogRecord) -> None:
        """Logs a failed job with its name, id, attempt and kind of error; other records from warnings up."""
        event = self.EVENTS.get(getattr(record, "action", ""))
        if event is None and record.levelno < logging.WARNING:
            return
        job: Mapping[str, Any] = getattr(record, "job", {})
        kind = record.exc_info[0] if record.exc_info else None
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write(
            event or "worker.trouble",
            job=job.get("task_name"),
            job_id=job.get("id"),
            attempt=job.get("attempts"),
            error=kind.__name__ if kind else None,
        )


log = structlog.get_logger()
