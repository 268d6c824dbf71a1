"""The signature of a webhook is that of the standard's own example."""

from base64 import b64decode
from datetime import UTC, datetime

from app.following.standard_webhooks import sign_webhook, write_secret

# The example in the standard's own libraries.
SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
SENT_AT = datetime.fromtimestamp(1614265330, UTC)


def test_the_example_of_the_standard_is_signed_as_there() -> None:
    headers = sign_webhook(
        BODY, webhook_id="msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at=SENT_AT, secrets=[b64decode(SECRET)]
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_give_two_signatures_with_a_space_between() -> None:
    headers = sign_webhook(BODY, webhook_id="msg_1", sent_at=SENT_AT, secrets=[b"a" * 32, b"b" * 32])
    first, second = headers["webhook-signature"].split(" ")
    assert first.startswith("v1,") and second.startswith("v1,") and first != second


def test_a_secret_is_written_as_the_standard_wants() -> None:
    assert write_secret(b64decode(SECRET)) == f"whsec_{SECRET}"
