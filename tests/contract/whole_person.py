"""One worker of whom the service keeps everything that it can keep, made as staff, worker, employer and software make it."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from app.accounts.organisations import find_organisation
from app.accounts.permissions import Issuer
from app.assessing.candidates import CandidateDraft
from app.assessing.co_sign import Confirmation, confirm_by_link, create_co_sign_link
from app.assessing.co_sign_mail import mail_co_sign_link
from app.assessing.dossiers import Claim, Dossier
from app.assessing.evidence import Relation
from app.assessing.evidence_files import load_file_owner, open_file
from app.assessing.evidence_kinds import EvidenceKind
from app.assessing.judgement_answers import CriterionRating, Rating
from app.assessing.second import Decision
from app.assessing.uploads import append, begin_upload, store_file
from app.commands.partnerships import add_api_key
from app.demo.assessors import write_cells
from app.following.deliver import deliver
from app.following.look_again import review_followers
from app.holding.answer_disputes import answer_dispute
from app.holding.contacts import ask_contact
from app.holding.guardians import ask_guardian
from app.holding.helped import make_help_code, open_help
from app.holding.holder_passkeys import begin_registration, finish_registration
from app.holding.mail_share import mail_share_link
from app.holding.recover import start_recovery
from app.holding.sign_in import ask_code
from app.issuing.ages import tell_age
from app.issuing.batches import receive_roster
from app.issuing.claim_mails import remind_recipients, send_claim_mails
from app.issuing.envelope_requests import EnvelopeRequest
from app.issuing.envelopes import create_envelope
from app.issuing.issuances import IssuedCredential
from app.issuing.issue_requests import EvidenceSummary
from app.issuing.run_batch import run_batch
from app.issuing.sheets.confirm import Rows, confirm_sheet
from app.issuing.sheets.drafts import receive_sheet
from app.issuing.staff_views import note_view
from app.issuing.suspend import reinstate, suspend
from app.platform.clock import FixedClock
from app.platform.context import Context
from tests import evidence as made
from tests.api.vc_api import DOCUMENT, open_client
from tests.authenticator import Authenticator
from tests.conftest import PUBLIC_URL
from tests.contract import following_world as following
from tests.contract.assessing_cases import Desk
from tests.contract.backups import Needle
from tests.contract.issuing_cases import ROSTER_HEADER
from tests.contract.passport_world import World
from tests.contract.sheet_cases import good_row, write_sheet
from tests.passports import Superuser, add_way_in, send_asked, show
from tests.skill_sets import add_published
from tests.staff import read_mails, secret_in

MISSING = UUID(int=0)
GIVEN_NAME, NAME = "Quirinella", "Quirinella Zevenhuizen-Ünal"
REFERENCE = "W-zevenhuizen-0077"
MAIL, OTHER_MAIL, UNCONFIRMED = (
    "quirinella@zevenhuizen.example",
    "q.z@thuisadres.example",
    "q.z@nieuwadres.example",
)
GUARDIAN = "casimir.zevenhuizen@thuisadres.example"
PHONE, NUMBER = "06 8765 4329", "+31687654329"
# Each of these texts is given at one place, so that a text that is found says where it was kept.
WORDS = {
    "own skill": "Tulpenbollen pellen",
    "own words": "Geleerd bij oma Aleida in Lisse.",
    "purpose": "Sollicitatie bij kwekerij Zonnedauw",
    "label of an employer": "Mevrouw Appelboom van Zonnedauw",
    "claim": "Ik draai dozen dicht met één duim.",
    "dispute": "Mijn achternaam staat er krom geschreven.",
    "answer": "Wij schrijven uw achternaam voortaan goed.",
    "evidence of an order": "Sorteerde klinknagels op maat en kleur.",
    "evidence of a dossier": "Vouwde tweehonderd dozen zonder haast.",
    "evidence by software": "Telde de voorraad van gang veertien.",
    "guardian": "Vader Casimir belde en vond het goed.",
    "name of a file": "Quirinella achter de inpaktafel",
    "observation": "Hield de inpaktafel steeds opgeruimd.",
    "confirmer": "Leidinggevende Wiebe Ottervanger",
    "words of a confirmer": "Ik zag het elke morgen bij gate zeven.",
    "reasons": "Werkte nauwkeurig, vroeg na bij twijfel over etiketten.",
    "next step": "Oefen het wegen van losse partijen.",
    "remark": "Keek telkens twee keer naar de pakbon.",
    "second reason": "Over de pakbonnen lees ik nog te weinig.",
    "appeal": "Er is maar een halve dienst gekeken.",
    "draft of a judgement": "Begon rustig, ik schrijf morgen verder.",
    "row of a draft": "Stapelde pallets met de hefkar van hal negen.",
    "row of a roster": "Laadde bestelbus nummer achttien alleen.",
    "row with a mistake": "Stuurde stagiaires aan in de vriescel.",
}


@dataclass
class Whole:
    """The worker, and what a test needs to look for her."""

    context: Context
    client: AsyncClient
    superuser: Superuser
    world: World
    desk: Desk
    key: str = ""
    holder_id: UUID = MISSING
    token: str = ""
    issued: list[IssuedCredential] = field(default_factory=list)
    share_secrets: list[str] = field(default_factory=list)
    share_urls: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    dossiers: list[Dossier] = field(default_factory=list)
    calls: int = 0

    @property
    def organisation_id(self) -> UUID:
        return self.world.issuer.organisation_id

    @property
    def recipient_id(self) -> UUID:
        return self.issued[0].issuance.recipient_id

    @property
    def needles(self) -> list[Needle]:
        """Everything that only she, or somebody about her, wrote or was given."""
        told = [Needle.of(name, text) for name, text in {**WORDS, **self.secrets}.items()]
        addresses = {
            "mail": MAIL,
            "other mail": OTHER_MAIL,
            "unconfirmed mail": UNCONFIRMED,
            "mail of a guardian": GUARDIAN,
            "number": NUMBER,
        }
        told += [Needle.of(name, text, is_address=True) for name, text in addresses.items()]
        told += [
            Needle.of("given name", GIVEN_NAME),
            Needle.of("name", NAME),
            Needle.of("reference", REFERENCE),
        ]
        told += [Needle.of("typed number", PHONE), Needle.of("house of mail", "zevenhuizen")]
        told += [Needle.of(name, content) for name, content in self.files.items()]
        return told + [
            Needle.of(f"credential {number}", one.secured.text) for number, one in enumerate(self.issued)
        ]

    async def as_software(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the partnership's own system posts, so that its answer is kept for a repeat."""
        return await self._post(f"/v1/organisations/{self.organisation_id}/{path}", body, self.key)

    async def as_worker(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What an app of the worker posts."""
        return await self._post(f"/v1/passport/{path}", body, self.token)

    async def _post(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        self.calls += 1
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"whole-person-{self.calls:04}"}
        answer = await self.client.post(path, json=body, headers=headers)
        assert answer.status_code in {200, 201, 202}, (path, answer.text)
        told: dict[str, Any] = answer.json()
        return told


async def make_whole(
    context: Context, client: AsyncClient, superuser: Superuser, world: World, follower: Issuer
) -> Whole:
    """Everything, in the order in which a life brings it."""
    whole = Whole(context, client, superuser, world, await _open_desk(context, world))
    await _give_key(whole)
    await issue_and_write(whole)
    await collect(whole)
    await add_ways_in(whole)
    await tell_and_share(whole, follower)
    await get_help(whole)
    await assess(whole)
    await send_sheets(whole)
    await tell_that_she_is_young(whole)
    return whole


async def _open_desk(context: Context, world: World) -> Desk:
    published = await add_published(context, world.issuer)
    [achievement] = published.content.achievements
    criteria = tuple(criterion.id for criterion in achievement.criteria)
    return Desk(context, world.issuer, published.id, achievement.id, criteria)


async def _give_key(whole: Whole) -> None:
    async with whole.context.database.transaction() as session:
        organisation = await find_organisation(session, whole.organisation_id)
    assert organisation is not None
    _, whole.key = await add_api_key(whole.context, organisation, name="software")


async def issue_and_write(whole: Whole) -> None:
    """Credentials in every kind of envelope, and every way to reach somebody about them, all still waiting."""
    context, world = whole.context, whole.world
    seen_on = context.clock.now().date() - timedelta(days=2)
    for _ in range(2):
        given = await world.issue(
            REFERENCE,
            recipient_name=NAME,
            recipient_email=MAIL,
            evidence=(EvidenceSummary("observation", WORDS["evidence of an order"], seen_on),),
        )
        whole.issued.append(given)
    for number, (form, suite) in enumerate(FORMS):
        order = EnvelopeRequest(f"whole-envelope-{number}", whole.issued[0].id, form, suite)
        await create_envelope(context, world.issuer, order)
    await send_claim_mails(context, whole.organisation_id, [whole.recipient_id])
    assert isinstance(context.clock, FixedClock)
    context.clock.advance(timedelta(days=8))
    assert await remind_recipients(context) == 1
    person = f"recipients/{whole.recipient_id}"
    await whole.as_software(f"{person}/claim-mails", {"email": MAIL})
    letter = await whole.as_software(f"{person}/letters", {})
    link = await whole.as_software(f"{person}/claim-links", {})
    whole.secrets |= {"claim code": link["claimCode"]}
    whole.files["letter"] = b64decode(letter["document"])[-64:-16]
    for what, object_id in (("person", whole.recipient_id), ("credential", whole.issued[0].id)):
        await note_view(
            context, replace(world.issuer, actor=f"person:{UUID(int=7)}", roles=("coach",)), what, object_id
        )


FORMS = (
    ("vc+jwt", None),
    ("dc+sd-jwt", None),
    ("data-integrity", "ecdsa-rdfc-2019"),
    ("data-integrity", "ecdsa-sd-2023"),
)


async def collect(whole: Whole) -> None:
    """The worker makes a passport of it."""
    received = await whole.world.claim(whole.issued[0])
    assert received.session is not None
    whole.holder_id, whole.token = received.holder_id, received.session.token
    whole.secrets["token of a device"] = received.session.token


async def add_ways_in(whole: Whole) -> None:
    """A number, an address, one that was never confirmed, a passkey, and a code that was asked."""
    context, client, superuser = whole.context, whole.client, whole.superuser
    show(context, client, whole.token)
    for address in (PHONE, OTHER_MAIL):
        assert (await add_way_in(context, client, superuser, address)).status_code == 303
    await ask_contact(context, whole.holder_id, UNCONFIRMED, language="nl")
    device = Authenticator(
        PUBLIC_URL, "passport.example", b"credential-of-a-test-device-0077", user_handle=whole.holder_id.bytes
    )
    options = json.loads(await begin_registration(context, whole.holder_id, binding="b" * 32))
    await finish_registration(
        context,
        whole.holder_id,
        binding="b" * 32,
        answer=device.create(options),
        user_agent="Mozilla/5.0 (Android)",
    )
    asked = await ask_code(context, typed=OTHER_MAIL, language="nl", place="192.0.2.1")
    await send_asked(context, superuser)
    whole.secrets["secret of a browser"] = asked.secret


async def tell_and_share(whole: Whole, follower: Issuer) -> None:
    """Own words, a dispute with its answer, and links of every kind, opened and followed."""
    context = whole.context
    own = await whole.as_worker("own-skills", {"name": WORDS["own skill"], "words": WORDS["own words"]})
    told = await whole.as_worker(
        f"credentials/{whole.issued[1].id}/disputes", {"reason": "name", "words": WORDS["dispute"]}
    )
    await answer_dispute(context, whole.world.issuer, UUID(told["id"]), WORDS["answer"])
    chosen = {"credentialIds": [str(whole.issued[0].id)], "ownSkillIds": [own["id"]], "showsEvidence": True}
    names = {"purpose": WORDS["purpose"], "recipientLabel": WORDS["label of an employer"]}
    for changes in ({}, {"hasCode": True}, {"isForPaper": True, "ownSkillIds": []}):
        link = await whole.as_worker("share-links", {**chosen, **names, **changes})
        whole.share_urls.append(link["url"])
        whole.share_secrets.append(link["url"].rpartition("/")[2])
    whole.secrets |= {f"link {number}": secret for number, secret in enumerate(whole.share_secrets)}
    secret = whole.share_secrets[0]
    await mail_share_link(context, whole.holder_id, secret, "personeel@zonnedauw.example", language="nl")
    shared = following.Shared(whole.world, whole.holder_id, MISSING, secret)
    await following.follow(context, follower, shared)
    await following.listen(context, follower)
    show(context, whole.client, None)
    assert (await whole.client.get(f"/s/{secret}")).status_code == 200
    await _change_and_tell(whole)


async def _change_and_tell(whole: Whole) -> None:
    """What somebody follows changes for a while, and their server is told; others check what she sent them."""
    context, world, credential = whole.context, whole.world, whole.issued[0]
    await suspend(context, world.issuer, credential.id)
    await review_followers(context, credential.id)
    await reinstate(context, world.issuer, credential.id)
    sql = "SELECT organisation_id, endpoint_id, event_id FROM webhook_deliveries"
    for delivery in whole.superuser.execute(sql).fetchall():
        await deliver(context, *delivery)
    await whole._post("/v1/verifications", {"credential": credential.secured.text}, whole.key)
    async with open_client(context) as mounted:
        document = {**DOCUMENT, "credentialSubject": {"id": "did:example:subject", "alumniOf": NAME}}
        answer = await mounted.post(
            "/vc-api/credentials/issue",
            json={"credential": document, "options": {}},
            headers={"Authorization": f"Bearer {whole.key}"},
        )
        assert answer.status_code == 201, answer.text


async def get_help(whole: Whole) -> None:
    """A coach who looks along, and a new way in that a desk made."""
    context = whole.context
    coach = replace(whole.world.issuer, actor=f"person:{UUID(int=8)}")
    code = await make_help_code(context, whole.holder_id)
    whole.secrets["code to look along"] = code.code
    opened = await open_help(context, coach, code.code)
    assert opened is not None
    whole.secrets["look of a coach"] = opened.token
    whole.secrets["code of a desk"] = (await start_recovery(context, coach, whole.recipient_id)).code


async def assess(whole: Whole) -> None:
    """A dossier by software and one by hand: every kind of evidence, judged, doubted, appealed and begun again."""
    await _open_by_software(whole)
    desk = whole.desk
    dossier = await desk.open(_candidate())
    whole.dossiers.append(dossier)
    claim = await desk.claim(dossier, 3, words=WORDS["claim"])
    await _add_files(whole, dossier)
    await _confirm(whole, claim)
    first, second, other = [await desk.assessor() for _ in range(3)]
    remarks: dict[str, Any] = {
        f"criterion:{one}": CriterionRating(Rating.yes, WORDS["remark"]) for one in desk.criterion_ids
    }
    judged = await desk.start(claim, first)
    judged = await desk.fill(judged, first, reasons=WORDS["reasons"], next_step=WORDS["next step"], **remarks)
    await desk.sign(judged, first)
    await desk.second(claim, second, decision=Decision.sends_back, reason=WORDS["second reason"])
    again = await desk.judge(
        claim, other, *(Rating.not_yet,) * len(desk.criterion_ids), reasons=WORDS["reasons"]
    )
    assert again.signed_at is not None
    await desk.appeal(claim, reason=WORDS["appeal"])
    third = await desk.assessor()
    await desk.answer(await desk.start(claim, third), third, "reasons", WORDS["draft of a judgement"])


def _candidate() -> CandidateDraft:
    # Her age is told at the end: under sixteen nothing could be shared.
    return CandidateDraft(REFERENCE, NAME, MAIL, PHONE, guardian_note=WORDS["guardian"])


async def _open_by_software(whole: Whole) -> None:
    candidate = {
        "reference": REFERENCE,
        "name": NAME,
        "mail": MAIL,
        "phone": PHONE,
        "guardianNote": WORDS["guardian"],
    }
    body = {"candidate": candidate, "skillSetId": str(whole.desk.skill_set_id)}
    opened = await whole.as_software("dossiers", body)
    path = f"dossiers/{opened['id']}"
    await whole.as_software(
        f"{path}/claims", {"achievementId": str(whole.desk.achievement_id), "levelAsked": 2}
    )
    day = whole.context.clock.now().date().isoformat()
    evidence = {"kind": "observation", "summary": WORDS["evidence by software"], "date": day}
    await whole.as_software(f"{path}/evidence", evidence)


async def _add_files(whole: Whole, dossier: Dossier) -> None:
    """Evidence of each kind, with a file of it where a kind has one, and an upload that broke off."""
    desk, context = whole.desk, whole.context
    async with desk.work() as session:
        owner = await load_file_owner(context, session, desk.organisation_id, dossier.id)
    for kind in EvidenceKind:
        more: dict[str, Any] = {"kind": kind, "summary": WORDS["evidence of a dossier"]}
        if kind in FILES:
            kept = await store_file(
                context, owner, actor="person:x", stream=_once(FILES[kind]()), name=WORDS["name of a file"]
            )
            content = b"".join([piece async for piece in await open_file(context, owner, kept.id)])
            whole.files[f"file {kind}"] = content[-80:-40]
            more["file_id"] = kept.id
        if kind is EvidenceKind.hours:
            more["hours"] = 40
        if kind is EvidenceKind.statement:
            more |= {"relation": Relation.manager, "confirmer": WORDS["confirmer"]}
        await desk.evidence(dossier, **more)
    async with desk.work() as session:
        begun = await begin_upload(context, session, owner, actor="person:x", size=4_000_000, name=NAME)
    half = made.film() + b"Quirinella rijdt naar buiten." * 40_000
    with suppress(ConnectionResetError):
        await append(context, owner, begun.id, offset=0, stream=_broken(half))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _broken(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise ConnectionResetError("the phone went into a tunnel")


def _film() -> bytes:
    return made.film() + made.box(b"free", b"Quirinella maakt de kist dicht." * 200)


FILES: dict[EvidenceKind, Callable[[], bytes]] = {
    EvidenceKind.photo: made.photo_with_place,
    EvidenceKind.video: _film,
    EvidenceKind.document: partial(made.pdf, 2),
    EvidenceKind.voice_note: made.wav,
    EvidenceKind.certificate: partial(made.picture, "PNG"),
}


async def _confirm(whole: Whole, claim: Claim) -> None:
    """A supervisor who was asked by mail confirms by one link; another link waits."""
    context, desk = whole.context, whole.desk
    day = context.clock.now().date()
    for name in ("first link to confirm", "second link to confirm"):
        async with desk.work() as session:
            link, secret = await create_co_sign_link(
                context, session, desk.coordinator, claim.id, observation=WORDS["observation"], seen_on=day
            )
            await mail_co_sign_link(
                context,
                session,
                desk.coordinator,
                f"{PUBLIC_URL}/confirm/{secret}",
                to="wiebe@werk.example",
                language="nl",
                expires_at=link.expires_at,
                about=claim.dossier_id,
            )
        whole.secrets[name] = secret
    told = Confirmation(True, WORDS["confirmer"], Relation.manager, WORDS["words of a confirmer"])
    async with context.database.transaction() as session:
        await confirm_by_link(context, session, whole.secrets["first link to confirm"], told)


async def tell_that_she_is_young(whole: Whole) -> None:
    """The partnership knows her age by now, and a guardian was asked."""
    context = whole.context
    sixteen_on = (context.clock.now() + timedelta(days=100)).date()
    await tell_age(context, whole.world.issuer, whole.recipient_id, sixteen_on)
    await ask_guardian(context, whole.holder_id, GUARDIAN, language="nl")
    [letter] = [one for one in read_mails(context, whole.superuser) if one["to"] == GUARDIAN]
    whole.secrets["link of a guardian"] = secret_in(letter, "/guardian")


async def send_sheets(whole: Whole) -> None:
    """Rows about her among those of others: in a draft, in a sheet with mistakes, in a roster that is not begun."""
    context, issuer = whole.context, whole.world.issuer
    draft = write_sheet(_row(WORDS["row of a draft"]), good_row(1))
    await receive_sheet(context, issuer, "whole-draft", _once(draft))
    mistaken = write_sheet(_row(WORDS["row with a mistake"], level=7), good_row(2))
    sheet, _ = await receive_sheet(context, issuer, "whole-mistake", _once(mistaken))
    await confirm_sheet(context, issuer, sheet.batch_id, Rows.valid)
    while await run_batch(context, organisation_id=whole.organisation_id, batch_id=sheet.batch_id):
        pass
    cells = write_cells(whole.world.mandates, 2)
    rows = (
        (REFERENCE, NAME, WORDS["row of a roster"]),
        ("R-1", "Piet Anders", "Rijdt veilig."),
    )
    lines = [
        ",".join(
            f'"{cell}"'
            for cell in (who, name, "HEFTRUCK", "2", "2026-01-15", "Rol", "foto", seen, *cells.values())
        )
        for who, name, seen in rows
    ]
    roster = "\n".join([f"{ROSTER_HEADER},{','.join(cells)}", *lines])
    await receive_roster(context, issuer, "whole-roster", _once(roster.encode()))


def _row(summary: str, level: int = 1) -> list[Any]:
    row = good_row(0)
    row[0], row[1], row[3], row[8] = REFERENCE, NAME, level, summary
    return row
