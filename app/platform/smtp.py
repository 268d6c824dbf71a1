"""Hands a message to the mail server, or to a folder on a developer's machine."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

from app.platform.undelivered import PermanentFailure, TemporaryFailure, write_down
from app.settings import Settings

# Seconds for each answer of the server; a whole delivery needs about ten of them.
TIMEOUT: Final = 20
_PORTS: Final = {"smtps": 465, "smtp": 587, "smtp+insecure": 25}


def deliver(settings: Settings, message: EmailMessage, *, sender: str, to: str, name: str) -> None:
    """Hands the message over; it blocks. `name` names its file where there is no server.

    Raises TemporaryFailure or PermanentFailure.
    """
    if settings.smtp_url is not None:
        _send(settings.smtp_url, message, sender=sender, to=to)
    elif settings.is_production:
        raise TemporaryFailure("no_server")
    else:
        write_down(settings.data_dir, f"{name}.eml", message.as_bytes())


def _send(url: str, message: EmailMessage, *, sender: str, to: str) -> None:
    try:
        with _connected(url) as server:
            server.send_message(message, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = error.recipients[to]
        raise _failure(code) from error
    except smtplib.SMTPDataError as error:
        raise _failure(error.smtp_code) from error
    except smtplib.SMTPServerDisconnected as error:
        raise TemporaryFailure("disconnected") from error
    except (smtplib.SMTPException, ssl.SSLError) as error:
        # A refused sender, a wrong password, no TLS: ours to mend, and no fault of the recipient.
        is_busy = isinstance(error, smtplib.SMTPResponseException) and error.smtp_code < 500
        raise TemporaryFailure("try_later" if is_busy else "server_refuses_us") from error
    except OSError as error:
        raise TemporaryFailure("unreachable") from error


def _failure(code: int) -> TemporaryFailure | PermanentFailure:
    """RFC 5321, section 4.2.1: 4yz may go well later, 5yz will not."""
    if code < 500:
        return TemporaryFailure("try_later")
    return PermanentFailure("unknown_address" if code in {550, 551, 553} else "refused")


@contextmanager
def _connected(url: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    trusted = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with server:
        if parts.scheme == "smtp":
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
