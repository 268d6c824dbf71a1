"""Which secret a text names: the address of a share page of ours, or the secret itself."""

from urllib.parse import urlsplit

from app.holding.share_secrets import is_share_secret


def read_share_secret(text: str, *, public_url: str) -> str | None:
    """The secret in `text`, None when it is neither a secret nor an address `/s/…` on our own domain."""
    text = text.strip()
    if is_share_secret(text):
        return text
    try:
        given, own = urlsplit(text), urlsplit(public_url)
    except ValueError:
        return None
    if (given.scheme, given.netloc.lower()) != (own.scheme, own.netloc.lower()):
        return None
    prefix, _, secret = given.path.rpartition("/")
    return secret if prefix == f"{own.path}/s" and is_share_secret(secret) else None
