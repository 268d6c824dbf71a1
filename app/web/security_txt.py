"""Where to report a weakness, for machines and people who look in the usual place (RFC 9116)."""

from datetime import datetime, timedelta
from typing import Final

from app.settings import Settings

PATH: Final = "/.well-known/security.txt"
# RFC 9116, section 2.5.5, recommends less than a year. Who keeps a copy must come back twice a year.
COUNTS_FOR: Final = timedelta(days=180)


def write_security_txt(settings: Settings, now: datetime) -> str | None:
    """The text, with Expires at midnight UTC; None when the operator named no contact."""
    if settings.security_contact is None:
        return None
    expires = (now + COUNTS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.public_url}{PATH}",
    )
    return "".join(f"{line}\n" for line in lines)
