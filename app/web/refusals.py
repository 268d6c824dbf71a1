"""What the log tells of a refused request: an event by which an operator sees attempts, and nothing that was sent."""

from typing import Any, Final

from app.platform.errors import AppError, Kind
from app.platform.logging import has_caller, log

_LIMITS: Final = frozenset({Kind.too_large, Kind.too_many})
_ATTEMPTS: Final = frozenset({Kind.invalid, Kind.forbidden})


def log_refusal(route: Any, error: AppError) -> None:
    """One line for each kind of event that the refusal is; `reason` holds stable codes only."""
    code = error.slug.replace("-", "_")
    faults = sorted({fault.code for fault in error.errors})
    if error.kind is Kind.not_found and has_caller():
        log.warning("authz.denied", reason=code)
    if error.kind in _LIMITS or code == "json_too_deep":
        log.warning("limits.hit", reason=code)
    if "unsafe_content" in faults:
        log.warning("content.rejected", reason="unsafe_content", count=len(error.errors))
    event = getattr(route, "refusal_event", None)
    if event is not None and error.kind in _ATTEMPTS:
        log.warning(event, reason=",".join(faults) or code)
