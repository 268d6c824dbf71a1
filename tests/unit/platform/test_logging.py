"""Only fields on the list reach the log."""

from app.platform.logging import keep_allowed


def test_a_field_that_is_not_on_the_list_never_reaches_the_log() -> None:
    event = {"event": "share.view", "status": 200, "name": "Fatima", "token": "secret", "email": "a@b.nl"}
    assert keep_allowed(None, "info", event) == {"event": "share.view", "status": 200}
