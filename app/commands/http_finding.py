"""Whether an address of this service answers, from here, as somebody outside would ask it."""

import http.client
from typing import Final
from urllib.parse import urlsplit

from app.commands.findings import Finding

SECONDS: Final = 5


def examine_url(name: str, url: str) -> Finding:
    """GET, without following redirects; well when the status is 200."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        connection.request("GET", parts.path)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return Finding(name, False, f"{url} does not answer ({type(error).__name__})")
    finally:
        connection.close()
    return Finding(name, status == http.client.OK, f"{url} answers {status}")
