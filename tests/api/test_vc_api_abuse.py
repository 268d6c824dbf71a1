"""The VC-API under abuse: it is off, it asks for a key, and it signs and fetches for nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.accounts.api_keys import create_api_key
from app.accounts.permissions import Scope
from app.issuing import vc_api
from app.issuing.vc_api import void_left_documents
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests.api.vc_api import DOCUMENT, Caller, make_caller, make_holder, open_client
from tests.conftest import LogBook

PATHS = (
    "/credentials/issue",
    "/credentials/status",
    "/credentials/verify",
    "/presentations/verify",
    "/challenges",
)
REVOCATION = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}


@pytest.fixture
async def caller(context: Context) -> AsyncIterator[Caller]:
    async with open_client(context) as client:
        yield await make_caller(context, client, "uitgever")


async def rows(superuser: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return superuser.execute("SELECT state, credential_digest IS NULL FROM vc_api_issuances").fetchall()


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_there_unless_the_operator_says_so(context: Context, path: str) -> None:
    async with open_client(context, vc_api=False) as client:
        assert (await client.post(f"/vc-api{path}", json={})).status_code == 404
        assert (await client.get("/vc-api/openapi.json")).status_code == 404


@pytest.mark.parametrize("path", PATHS[:2])
async def test_nobody_issues_or_revokes_without_a_key(caller: Caller, path: str) -> None:
    for authorization in ("", "Bearer sp_live_wrong", "Basic eDp5"):
        caller.authorization = authorization
        answer = await caller.post(path, {"credential": DOCUMENT})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_without_the_scope_neither_issues_nor_revokes(context: Context, caller: Caller) -> None:
    async with context.database.transaction(organisation_id=caller.organisation.id) as session:
        _, secret = await create_api_key(
            session,
            organisation_id=caller.organisation.id,
            name="reader",
            scopes=frozenset({Scope.CREDENTIALS_READ}),
            expires_at=context.clock.now() + timedelta(days=1),
            now=context.clock.now(),
            randomness=context.randomness,
        )
    caller.authorization = f"Bearer {secret}"
    assert (await caller.post(PATHS[0], {"credential": DOCUMENT})).status_code == 403
    body = {"credentialId": "urn:example:1", "credentialStatus": REVOCATION, "status": True}
    assert (await caller.post(PATHS[1], body)).status_code == 403
    assert (await caller.post("/challenges", {})).status_code == 403


@pytest.mark.abuse("A02")
async def test_nobody_signs_as_another_partnership(
    context: Context, caller: Caller, superuser: psycopg.Connection[Any]
) -> None:
    other = await make_caller(context, caller.client, "ander")
    for body in (
        {"credential": {**DOCUMENT, "issuer": other.did}},
        {"credential": {**DOCUMENT, "issuer": {"id": other.did}}},
        {"credential": DOCUMENT, "options": {"issuer": other.did}},
        {"credential": {**DOCUMENT, "issuer": make_holder(context).did}},
    ):
        answer = await caller.post("/credentials/issue", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "issuer_forbidden")
    assert await rows(superuser) == []


@pytest.mark.abuse("A01")
async def test_anothers_document_is_answered_like_a_missing_one(context: Context, caller: Caller) -> None:
    other = await make_caller(context, caller.client, "ander")
    theirs = await other.issue()
    answers = [
        await caller.post("/credentials/status", {"credentialId": name, "credentialStatus": REVOCATION})
        for name in (theirs["id"], "urn:example:missing")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert (await other.verify(theirs)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_a_huge_body_is_not_read(caller: Caller, path: str) -> None:
    answer = await caller.post(path, {"credential": {"x": "y" * 600_000}, "verifiableCredential": "x"})
    assert answer.status_code == (200 if path == "/challenges" else 413)


@pytest.mark.parametrize("key", ["verifiableCredential", "verifiablePresentation"])
async def test_a_credential_beyond_the_limits_does_not_verify(caller: Caller, key: str) -> None:
    deep: Any = "x"
    for _ in range(31):
        deep = {"a": deep}
    many = {f"n{number}": 1 for number in range(1_500)}
    path = "/credentials/verify" if key == "verifiableCredential" else "/presentations/verify"
    for extra in (deep, many, "x" * 100_000):
        document = {
            **DOCUMENT,
            "issuer": "did:example:x",
            "extra": extra,
            "proof": {"type": "DataIntegrityProof"},
        }
        body = document if key == "verifiableCredential" else {**document, "type": ["VerifiablePresentation"]}
        answer = await caller.post(path, {key: body, "options": {}})
        assert answer.status_code == (413 if extra is many else 400)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "169.254.169.254", "localhost", "10.0.0.5", "[::1]", "metadata.internal"]
)
async def test_no_address_inside_is_ever_visited(
    context: Context, caller: Caller, host: str, log_book: LogBook
) -> None:
    stranger = make_holder(context)
    entry = {
        "id": f"https://{host}/list#1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": f"https://{host}/list",
    }
    signed = stranger.sign({**DOCUMENT, "issuer": stranger.did, "credentialStatus": entry})
    answer = await caller.verify(signed)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("resolution_refused", "status_unavailable")
    named = {**signed, "issuer": f"did:web:{host}"}
    named["proof"] = [{**signed["proof"][0], "verificationMethod": f"did:web:{host}#key"}]
    assert (await caller.verify(named)).status_code == 400
    assert not log_book.lines("egress.fetched")


async def test_a_context_from_the_web_is_never_fetched(
    context: Context, caller: Caller, log_book: LogBook
) -> None:
    document = {**DOCUMENT, "@context": [*DOCUMENT["@context"], "https://evil.example/context.json"]}
    assert (await caller.post("/credentials/issue", {"credential": document})).status_code == 400
    signed = await caller.issue(cryptosuite="eddsa-jcs-2022")
    assert (await caller.verify({**signed, "@context": document["@context"]})).status_code == 400
    assert "evil.example" not in log_book.text


async def test_anonymous_verification_is_counted(caller: Caller) -> None:
    caller.authorization = ""
    statuses = [(await caller.verify("a.b.c")).status_code for _ in range(61)]
    assert statuses == [400] * 60 + [429]


async def test_the_log_tells_nothing_of_what_was_sent(caller: Caller, log_book: LogBook) -> None:
    issued = await caller.issue({**DOCUMENT, "id": "https://school.example/leerling/sanne"})
    await caller.verify({**issued, "name": "Sanne de Wit"})
    log_book.hide("leerling", "Sanne", "Voorbeeldschool")


async def test_nothing_is_answered_that_is_not_recorded(
    caller: Caller, superuser: psycopg.Connection[Any]
) -> None:
    await caller.issue()
    assert await rows(superuser) == [("signed", False)]
    audited = superuser.execute("SELECT action FROM audit_events ORDER BY position DESC LIMIT 1").fetchone()
    assert audited == ("document.issued",)
    with pytest.raises(psycopg.errors.RaiseException, match="final"):
        _as_service(superuser, "UPDATE vc_api_issuances SET state = 'void'")
    with pytest.raises(psycopg.errors.RaiseException, match="never deleted"):
        _as_service(superuser, "DELETE FROM vc_api_issuances")


def _as_service(superuser: psycopg.Connection[Any], statement: str) -> None:
    # The triggers sleep on this connection; they are awake for everybody else.
    superuser.execute("SET session_replication_role = origin")
    try:
        superuser.execute(statement)
    finally:
        superuser.execute("SET session_replication_role = replica")


async def test_a_signature_that_does_not_hold_never_leaves(
    caller: Caller, superuser: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(*_: object) -> tuple[()]:
        return ()

    monkeypatch.setattr(vc_api, "resolve_keys", nobody)
    answer = await caller.post("/credentials/issue", {"credential": DOCUMENT})
    assert (answer.status_code, answer.json()["code"]) == (500, "lint_mismatch")
    assert await rows(superuser) == [("void", True)]


async def test_what_a_crash_left_is_given_up(
    context: Context, caller: Caller, superuser: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("the process ended here")

    monkeypatch.setattr(vc_api, "_record", crash)
    assert (await caller.post("/credentials/issue", {"credential": DOCUMENT})).status_code == 500
    assert await rows(superuser) == [("reserved", True)]
    assert await void_left_documents(context) == 0
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(minutes=2))
    assert await void_left_documents(context) == 1
    assert await rows(superuser) == [("void", True)]


async def test_a_row_that_was_given_up_is_never_answered(
    caller: Caller, superuser: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = vc_api._sign

    async def slow(*arguments: Any) -> Any:
        superuser.execute("UPDATE vc_api_issuances SET state = 'void'")
        return await sign(*arguments)

    monkeypatch.setattr(vc_api, "_sign", slow)
    answer = await caller.post("/credentials/issue", {"credential": DOCUMENT})
    assert (answer.status_code, answer.json()["code"]) == (503, "signer_unavailable")


async def test_every_document_has_an_index_of_its_own(
    caller: Caller, superuser: psycopg.Connection[Any]
) -> None:
    for _ in range(5):
        await caller.issue()
    found = superuser.execute("SELECT status_list_id, status_index FROM vc_api_issuances").fetchall()
    assert len(set(found)) == 5
    assert all(isinstance(list_id, UUID) for list_id, _ in found)


@pytest.mark.parametrize("options", [{}, {"format": "vc+sd-jwt"}, {"cryptosuite": "ecdsa-sd-2023"}], ids=str)
@pytest.mark.parametrize(
    "subject", [{"alumniOf": "x" * 66_000}, {f"n{n}": 1 for n in range(985)}], ids=["long", "many"]
)
async def test_what_no_verifier_would_read_is_not_signed(
    caller: Caller, superuser: psycopg.Connection[Any], options: dict[str, str], subject: dict[str, Any]
) -> None:
    body = {"credential": {**DOCUMENT, "credentialSubject": subject}, "options": options}
    assert (await caller.post("/credentials/issue", body)).status_code == 400
    assert await rows(superuser) == []
