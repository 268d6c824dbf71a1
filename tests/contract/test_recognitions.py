"""Recognitions on a real database: two people, a signature that strangers can check, and rows that never change."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.accounts.errors import FourEyesNeeded
from app.accounts.permissions import Issuer
from app.commands.offline import verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import strict_json
from app.credentials.formats.vc_jwt import secure_document
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.identifiers.did_web import did_web_url
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.jwk import PublicKey
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from app.credentials.report import Verdict
from app.platform.context import Context
from app.platform.errors import InvalidInput, NotFound
from app.trust.endorsements import ensure_says, read_endorsement
from app.trust.errors import EndorsementRefused, IssuerNotActive, RecognitionDecided
from app.trust.recognise import (
    RecognitionRequest,
    confirm_recognition,
    draft_recognition,
    list_drafts,
    withdraw_recognition,
)
from app.trust.recognise_as_operator import (
    prepare_endorsement,
    recognise_for,
    record_endorsement,
    withdraw_as_operator,
)
from app.trust.recognitions import Recognition, find_mutual
from app.trust.registry import register_issuer, set_issuer_state
from app.trust.repository.recognitions import find_recognition
from app.trust.resolve import resolve_keys
from app.trust.succession import end_partnership
from app.verifying.verify import judge_text
from tests.contract.passport_world import World, build_world
from tests.contract.test_verifying_foreign import Internet

SET = ("https://elders.example/skill-sets/1", "Werken met een heftruck")


@dataclass
class Pair:
    """Two partnerships: the first recognises the second, as two different people of it."""

    first: World
    second: World

    @property
    def context(self) -> Context:
        return self.first.context

    async def draft(self, **changes: Any) -> UUID:
        values: dict[str, Any] = {"issuer_did": self.second.did, "highest_level": 3}
        request = RecognitionRequest(**(values | changes))
        async with self.transaction() as session:
            return (await draft_recognition(self.context, session, self.colleague("one"), request)).id

    async def confirm(self, draft_id: UUID, who: str = "two") -> Recognition:
        async with self.transaction() as session:
            return await confirm_recognition(self.context, session, self.colleague(who), draft_id)

    async def withdraw(self, recognition_id: UUID) -> Recognition | None:
        async with self.transaction() as session:
            return await withdraw_recognition(self.context, session, self.colleague("one"), recognition_id)

    def transaction(self) -> Any:
        return self.context.database.transaction(organisation_id=self.first.issuer.organisation_id)

    def colleague(self, who: str) -> Issuer:
        return replace(self.first.issuer, actor=f"person:{who}")


@pytest.fixture
async def pair(context: Context) -> Pair:
    return Pair(await build_world(context, "recognises"), await build_world(context, "recognised"))


async def test_a_recognition_is_drafted_by_one_and_signed_by_another(pair: Pair) -> None:
    draft_id = await pair.draft(skill_set_uri=SET[0], skill_set_name=SET[1])
    with pytest.raises(FourEyesNeeded):
        await pair.confirm(draft_id, "one")
    made = await pair.confirm(draft_id)
    assert (made.recogniser_did, made.issuer_did) == (pair.first.did, pair.second.did)
    with pytest.raises(RecognitionDecided):
        await pair.confirm(draft_id, "three")
    async with pair.transaction() as session:
        assert await list_drafts(session, pair.first.issuer.organisation_id) == []
        assert await find_recognition(session, made.id) == made


async def test_the_statement_is_an_endorsement_that_a_stranger_can_check(pair: Pair) -> None:
    made = await pair.confirm(await pair.draft(skill_set_uri=SET[0], skill_set_name=SET[1]))
    facts = read_endorsement(made.statement)
    assert (facts.scope, facts.recognised_from) == (made.scope, made.recognised_from)
    assert facts.address == f"https://passport.example/v1/recognitions/{made.id}"
    keys = await resolve_keys(pair.context, made.recogniser_did)
    now = pair.context.clock.now()
    ensure_says(made.statement, facts, keys, now=now)
    other = replace(facts, scope=replace(facts.scope, highest_level=4))
    with pytest.raises(EndorsementRefused):
        ensure_says(made.statement, other, keys, now=now)
    with pytest.raises(EndorsementRefused):
        ensure_says(made.statement[:-8] + "AAAAAAAA", facts, keys, now=now)
    elsewhere = await resolve_keys(pair.context, pair.second.did)
    with pytest.raises(EndorsementRefused):
        ensure_says(made.statement, facts, elsewhere, now=now)


async def test_a_withdrawal_is_another_row_and_neither_is_ever_changed(pair: Pair) -> None:
    made = await pair.confirm(await pair.draft())
    withdrawn = await pair.withdraw(made.id)
    assert withdrawn == replace(made, withdrawn_at=pair.context.clock.now())
    assert await pair.withdraw(made.id) == withdrawn
    for statement in ("DELETE FROM recognitions", "UPDATE recognitions SET highest_level = 4"):
        with pytest.raises(ProgrammingError):
            async with pair.transaction() as session:
                await session.execute(text(statement))


async def test_a_draft_is_discarded_and_does_not_come_back(pair: Pair) -> None:
    draft_id = await pair.draft()
    assert await pair.withdraw(draft_id) is None
    with pytest.raises(RecognitionDecided):
        await pair.confirm(draft_id)


@pytest.mark.abuse("A01")
async def test_nobody_recognises_or_withdraws_in_the_name_of_another(pair: Pair) -> None:
    made = await pair.confirm(await pair.draft())
    draft_id = await pair.draft()
    theirs = pair.second.issuer
    for act in (withdraw_recognition, confirm_recognition):
        for identifier in (made.id, draft_id):
            with pytest.raises(NotFound):
                async with pair.context.database.transaction(
                    organisation_id=theirs.organisation_id
                ) as session:
                    await act(pair.context, session, theirs, identifier)
    with pytest.raises(ProgrammingError):
        async with pair.context.database.transaction(organisation_id=theirs.organisation_id) as session:
            await session.execute(
                text(
                    "INSERT INTO recognition_withdrawals SELECT id, organisation_id, now() FROM recognitions"
                )
            )


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer_did": "did:web:onbekend.example"},
        {"issuer_did": "did:web:passport.example:partnerships:recognises"},
        {"highest_level": 0},
        {"highest_level": 5},
        {"skill_set_uri": SET[0]},
        {"skill_set_uri": "javascript:alert(1)", "skill_set_name": "x"},
        {"skill_set_uri": SET[0], "skill_set_name": "x\u202ey"},
        {"skill_set_uri": SET[0], "skill_set_name": "x <https://kwaad.example>"},
        {"recognised_until": timedelta(days=-1)},
    ],
)
async def test_what_cannot_be_signed_is_not_drafted(pair: Pair, changes: dict[str, Any]) -> None:
    if isinstance(changes.get("recognised_until"), timedelta):
        changes = {"recognised_until": pair.context.clock.now() + changes["recognised_until"]}
    with pytest.raises(InvalidInput):
        await pair.draft(**changes)


async def test_who_has_ended_is_recognised_no_more(pair: Pair) -> None:
    await end_partnership(pair.context, "recognised")
    with pytest.raises(InvalidInput):
        await pair.draft()


async def test_who_is_suspended_recognises_nobody(pair: Pair) -> None:
    draft_id = await pair.draft()
    await set_issuer_state(pair.context, pair.first.did, state="suspended")
    pair.context.caches.clear()
    with pytest.raises(IssuerNotActive):
        await pair.confirm(draft_id)


async def test_a_credential_tells_by_whom_its_issuer_was_recognised_when_it_was_given(pair: Pair) -> None:
    await pair.confirm(await pair.draft(highest_level=1))
    made = await pair.confirm(await pair.draft(highest_level=2))
    issued = await pair.second.issue()
    before = await judge_text(pair.context, issued.secured.text)
    assert [one.id for one in before.recognitions] == [made.id]
    later = replace(pair.context, clock=_Later(pair.context.clock.now() + timedelta(days=3)))
    pair.context.caches.clear()
    await withdraw_as_operator(later, made.id)
    pair.context.caches.clear()
    after = await judge_text(later, issued.secured.text)
    assert after.report.verdict == before.report.verdict
    [covering] = after.recognitions
    assert covering.ends_at == later.clock.now()


async def test_a_change_is_seen_by_another_process_within_two_seconds(pair: Pair) -> None:
    issued = await pair.second.issue()
    assert (await judge_text(pair.context, issued.secured.text)).recognitions == ()
    made = await recognise_for(pair.context, "recognises", RecognitionRequest(pair.second.did, 4))
    later = replace(pair.context, clock=_Later(pair.context.clock.now() + timedelta(seconds=2)))
    later.caches.clear()
    assert [one.id for one in (await judge_text(later, issued.secured.text)).recognitions] == [made.id]


async def test_an_organisation_elsewhere_signs_what_the_operator_prepared(pair: Pair) -> None:
    did = "did:web:ser.example"
    private = generate_private_key("EdDSA")
    key = PublicKey.of(private, kid=f"{did}#1")
    now = pair.context.clock.now()
    page = strict_json.dumps(build_did_document(did, [IssuerKey(key, "any", now)]))
    internet = Internet(now, pages={did_web_url(did): page})
    there = replace(pair.context, fetch=internet)  # type: ignore[arg-type]
    await register_issuer(there, did=did, name="De Raad", registered_by="operator", registered_from=now)
    request = RecognitionRequest(pair.second.did, 3, *SET, recognised_from=now - timedelta(days=30))
    document = await prepare_endorsement(there, did, request)
    statement = secure_document(document, LocalSigner(key.kid, private)).text
    made = await record_endorsement(there, statement)
    assert (made.recogniser_name, made.scope.skill_set_uri) == ("De Raad", SET[0])
    assert await record_endorsement(there, statement) == made
    forged = LocalSigner(key.kid, generate_private_key("EdDSA"))
    with pytest.raises(EndorsementRefused):
        await record_endorsement(there, secure_document(document, forged).text)
    document["credentialSubject"]["endorsementComment"] += "\nEn alles daarbuiten."
    with pytest.raises(EndorsementRefused):
        await record_endorsement(there, secure_document(document, LocalSigner(key.kid, private)).text)
    assert (await withdraw_as_operator(there, made.id)).withdrawn_at == now


async def test_who_leaves_the_register_recognises_nobody_and_is_recognised_by_nobody_from_then_on(
    pair: Pair,
) -> None:
    made = await pair.confirm(await pair.draft())
    back = await recognise_for(pair.context, "recognised", RecognitionRequest(pair.first.did, 2))
    before = await pair.second.issue()
    end = pair.context.clock.now() + timedelta(days=2)
    await end_partnership(replace(pair.context, clock=_Later(end)), "recognises")
    pair.context.caches.clear()
    async with pair.context.database.transaction() as session:
        found = [await find_recognition(session, one.id) for one in (made, back)]
    assert [one.ends_at for one in found if one] == [end, end]
    assert [one.state_at(end) for one in found if one] == ["ended", "ended"]
    assert not find_mutual([one for one in found if one], end)
    told = (await judge_text(pair.context, before.secured.text)).recognitions
    assert [one.id for one in told] == [made.id]


async def test_what_is_downloaded_verifies_without_us_and_proves_nothing_of_a_person(
    pair: Pair, client: AsyncClient
) -> None:
    made = await pair.confirm(await pair.draft(skill_set_uri=SET[0], skill_set_name=SET[1]))
    answer = await client.get(f"/v1/recognitions/{made.id}/statement")
    assert (answer.status_code, answer.text) == (200, made.statement)
    assert answer.headers["content-type"] == "application/jwt"
    assert answer.headers["content-disposition"] == f'attachment; filename="erkenning-{made.id}.jwt"'
    document = (await client.get("/partnerships/recognises/did.json")).json()
    now, trusted = pair.context.clock.now(), Trusted(issuer_keys=[document])
    assert verify_offline(answer.content, trusted=trusted, now=now).verdict is Verdict.VALID
    assert verify_offline(answer.content, now=now).verdict is Verdict.INDETERMINATE
    forged = answer.content[:-8] + b"AAAAAAAA"
    assert verify_offline(forged, trusted=trusted, now=now).verdict is Verdict.INVALID
    online = (await judge_text(pair.context, made.statement)).report
    assert (online.verdict, online.deciding.code) == (Verdict.INDETERMINATE, "unsupported_format")
    other = await client.get(f"/v1/recognitions/{UUID(int=7)}/statement")
    assert other.status_code == 404


class _Later:
    def __init__(self, now: Any) -> None:
        self._now = now

    def now(self) -> Any:
        return self._now

    def monotonic(self) -> float:
        return 1e9
