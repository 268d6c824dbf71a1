"""Text messages: in the same outbox as mail, handed to a provider by one HTTPS request.

The provider is whoever answers `POST SKILLSPASS_SMS_URL` with a status of 2xx; it gets the JSON members `to`, `from`,
`text` and `reference`, and the reference again as Idempotency-Key: a message is sent at least once.
"""

import re
from http import HTTPStatus
from typing import ClassVar, Final

import orjson

from app.platform.context import Context
from app.platform.errors import InvalidInput
from app.platform.fetch import FetchFailed, FetchRefused
from app.platform.logging import log
from app.platform.undelivered import PermanentFailure, TemporaryFailure, write_down

TIMEOUT: Final = 20.0
LONGEST_TYPED: Final = 40
# Written between digits, and the zero of a number at home that some write behind the country.
_BETWEEN: Final = re.compile(r"\(0\)|[\s().\-/]")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164, section 6.2.1
_DUTCH_MOBILE: Final = re.compile(r"\+316[0-9]{8}")
_TRY_LATER: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
_OURS_TO_MEND: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
)


class InvalidPhone(InvalidInput):
    """The text is not the number of one telephone that can get a text message."""

    slug: ClassVar[str] = "invalid-phone"
    title: ClassVar[str] = "This is not a mobile number"
    advice: ClassVar[str] = "Give one mobile number, such as 06 12345678 or +49 1512 3456789."


def read_phone(text: str) -> str:
    """The number in the form of E.164, such as +31612345678; without a country it is Dutch. Raises InvalidPhone.

    A Dutch number must be a mobile one: only those get text messages.
    """
    number = _with_country(_BETWEEN.sub("", text[:LONGEST_TYPED]))
    is_right = _NUMBER.fullmatch(number) and (not number.startswith("+31") or _DUTCH_MOBILE.fullmatch(number))
    if len(text) > LONGEST_TYPED or not is_right:
        log.warning("sms.reject", reason="invalid_phone")
        raise InvalidPhone
    return number


def _with_country(number: str) -> str:
    if number.startswith("00"):
        number = f"+{number[2:]}"
    elif number.startswith("06"):
        number = f"+31{number[1:]}"
    elif len(number) == 9 and number.startswith("6"):
        number = f"+31{number}"
    return number.replace("+310", "+31", 1)


async def deliver_text(context: Context, *, to: str, text: str, name: str) -> None:
    """Hands a message to the provider; `name` tells it which message this is.

    Raises TemporaryFailure or PermanentFailure.
    """
    settings = context.settings
    if settings.sms_url is None:
        if settings.is_production:
            raise TemporaryFailure("no_server")
        write_down(settings.data_dir, f"{name}.txt", f"{to}\n\n{text}".encode())
        return
    message = {"to": to, "from": settings.sms_sender, "text": text, "reference": name}
    headers = {
        "Authorization": f"Bearer {settings.sms_token}",
        "Content-Type": "application/json",
        "Idempotency-Key": name,
    }
    try:
        status = await context.fetch.send(
            settings.sms_url, body=orjson.dumps(message), headers=headers, purpose="sms", seconds=TIMEOUT
        )
    except FetchFailed as error:
        raise TemporaryFailure("unreachable") from error
    except FetchRefused as error:
        raise TemporaryFailure("not_allowed") from error
    _read_status(status)


def _read_status(status: int) -> None:
    if status in range(200, 300):
        return
    if status in _OURS_TO_MEND:
        raise TemporaryFailure("server_refuses_us")
    if status in range(400, 500) and status not in _TRY_LATER:
        raise PermanentFailure("refused")
    raise TemporaryFailure("try_later")
