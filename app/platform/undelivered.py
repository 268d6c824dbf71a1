"""Why a message did not leave, by mail or as text, and where it goes on a machine without a server."""

from pathlib import Path


class TemporaryFailure(Exception):
    """It may go well later; the message is a word for why."""


class PermanentFailure(Exception):
    """It will not be taken; the message is a word for why."""


def write_down(data_dir: Path, name: str, content: bytes) -> None:
    """Puts what would be sent in the folder `outbox`, readable by who runs the service."""
    folder = data_dir / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name
    file.touch(mode=0o600)
    file.write_bytes(content)
