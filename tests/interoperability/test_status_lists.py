"""Other readers of status lists see in ours what we put there, and we see in theirs what they did."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.credentials.formats.data_integrity import secure
from app.credentials.formats.proofs import ProofOptions
from app.credentials.materials import IssuerKey, StatusList, TokenStatusList
from app.credentials.status.bitstring_status_list import build_status_list_document
from app.credentials.status.token_status_list import build_status_claims, pack_statuses
from app.credentials.status_tokens import prove_token_status_list, secure_status_claims
from app.credentials.verification import prove_status_list
from tests.interoperability.node import NEEDS_PEERS, Peers
from tests.interoperability.test_data_integrity import CREATED
from tests.interoperability.world import CREDENTIAL, TOKEN_LIST, issuer, jwk, multikey
from tests.load.fixture import ISSUER, LIST_URL, NOW

pytestmark = NEEDS_PEERS

PEER = "statusLists"
SIGNER = issuer("EdDSA")
KEYS = (IssuerKey(SIGNER.public, "any", NOW),)
LENGTH = 131_072
OWN_INDEX = CREDENTIAL.status[0].index
STATUSES = {0: 1, 7: 0, 4711: 1, 8191: 1}


def published(purpose: str, *set_indexes: int) -> dict[str, Any]:
    document = build_status_list_document(
        id=f"{LIST_URL}/{purpose}",
        issuer_id=ISSUER,
        purpose=purpose,
        set_indexes=set_indexes,
        valid_from=NOW,
        ttl_ms=300_000,
    )
    proven: dict[str, Any] = json.loads(secure(document, SIGNER, options=ProofOptions(created=NOW)).text)
    return proven


@pytest.mark.parametrize(
    ("revoked", "suspended", "is_clear"),
    [
        ((), (), True),
        ((OWN_INDEX - 1, OWN_INDEX + 1), (0, LENGTH - 1), True),
        ((OWN_INDEX,), (), False),
        ((), (OWN_INDEX,), False),
    ],
)
def test_the_peer_reads_our_bitstring_status_lists(
    peers: Peers, revoked: tuple[int, ...], suspended: tuple[int, ...], is_clear: bool
) -> None:
    lists = {
        f"{LIST_URL}/revocation": published("revocation", *revoked),
        f"{LIST_URL}/suspension": published("suspension", *suspended),
    }
    task = {"credential": CREDENTIAL.to_document(), "lists": lists, "key": multikey(SIGNER)}
    assert peers.ask(PEER, "check", **task) == {"verified": is_clear, "error": None}


def test_the_peer_refuses_a_bitstring_status_list_that_was_changed(peers: Peers) -> None:
    lists = {f"{LIST_URL}/{purpose}": published(purpose) for purpose in ("revocation", "suspension")}
    lists[f"{LIST_URL}/revocation"]["credentialSubject"]["ttl"] = 1
    task = {"credential": CREDENTIAL.to_document(), "lists": lists, "key": multikey(SIGNER)}
    answer = peers.ask(PEER, "check", **task)
    assert not answer["verified"]
    assert "not verified" in answer["error"]


def test_we_read_the_bitstring_status_lists_of_the_peer(peers: Peers) -> None:
    url = f"{LIST_URL}/revocation"
    made = peers.ask(PEER, "make", id=url, purpose="revocation", length=LENGTH, set=[1, OWN_INDEX])
    document = {**made["document"], "issuer": ISSUER, "validFrom": CREATED}
    task = {"suite": "eddsa-rdfc-2022", "key": multikey(SIGNER, secret=True), "created": CREATED}
    proven = peers.ask("dataIntegrity", "issue", document=document, **task)["document"]
    found = prove_status_list(
        json.dumps(proven), KEYS, url=url, purpose="revocation", issuer_id=ISSUER, now=NOW
    )
    assert isinstance(found, StatusList)
    places = [index for index in range(LENGTH) if found.bits[index >> 3] & 0x80 >> (index & 7)]
    assert places == [1, OWN_INDEX]


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_the_peer_reads_our_token_status_lists(peers: Peers, bits: int) -> None:
    statuses = {index: status * ((1 << bits) - 1) for index, status in STATUSES.items()}
    packed = pack_statuses(statuses, size=bits, length=8192)
    claims = build_status_claims(url=TOKEN_LIST, packed=packed, size=bits, issued_at=NOW, expires_at=None)
    token = secure_status_claims(claims, SIGNER)
    assert peers.ask("tokens", "verify", token=token, jwk=jwk(SIGNER), typ="statuslist+jwt")["verified"]
    answer = peers.ask(PEER, "readToken", token=token, indexes=list(statuses))
    assert answer["statuses"] == list(statuses.values())


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_we_read_the_token_status_lists_of_the_peer(peers: Peers, bits: int) -> None:
    statuses = [0] * 8192
    for index, status in STATUSES.items():
        statuses[index] = status * ((1 << bits) - 1)
    header = {"alg": "EdDSA", "typ": "statuslist+jwt", "kid": SIGNER.kid}
    claims = {"iss": ISSUER, "sub": TOKEN_LIST, "iat": int(NOW.timestamp())}
    made = peers.ask(PEER, "makeToken", statuses=statuses, bits=bits, payload=claims, header=header)
    token = peers.ask("tokens", "sign", **made, jwk=jwk(SIGNER, secret=True))["token"]
    found = prove_token_status_list(token, KEYS, url=TOKEN_LIST, issuer_id=ISSUER, now=NOW)
    assert isinstance(found, TokenStatusList)
    assert found.packed == pack_statuses(dict(enumerate(statuses)), size=bits, length=8192)
