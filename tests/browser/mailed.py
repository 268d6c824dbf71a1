"""A service that sends mail, and what lands in the folder where its mail goes."""

import re
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from tests.browser.served import Site

MAIL_SECONDS = 30.0


@dataclass
class Mailed:
    """A service with its worker, a coordinator's session, a claim in a dossier, and the folder where mail lands."""

    site: Site
    token: str
    claim: str
    outbox: Path

    @property
    def desk(self) -> str:
        """The start of the desk of the partnership that issues."""
        return f"{self.site.base_url}/desk/{self.site.seed.slug}"

    def mailed(self, to: str, path: str) -> str:
        """The newest secret behind this path in mail to somebody, once the worker wrote it."""
        return self.read(to, rf"{path}/(\S+)")

    def read(self, to: str, pattern: str) -> str:
        """What this pattern captures in the newest mail to somebody that has it, once the worker wrote it."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            files = sorted(self.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime)
            for file in reversed(files):
                message = message_from_bytes(file.read_bytes(), policy=policy.default)
                body = message.get_body(("plain",))
                found = re.search(pattern, body.get_content()) if body else None
                if message["To"] == to and found:
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"no mail to {to} with {pattern}")
