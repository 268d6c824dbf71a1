"""Known attacks on status: lists of others, lists that are too short, bombs, indexes outside."""

import zlib
from typing import Any

import pytest

from app.credentials.encoding import multibase
from app.credentials.formats.vc_jwt import secure_document
from app.credentials.materials import StatusList, StatusListInvalid, Unavailable
from app.credentials.report import Verdict
from app.credentials.status.bitstring_status_list import build_status_list_document, encode_bits
from app.credentials.verification import prove_status_list
from tests.unit.credentials.cases import (
    DAY,
    DID,
    ENTRIES,
    NOW,
    SIZE,
    edited,
    issuer_key,
    scene,
    secured,
    signer,
)

URL = ENTRIES[0].list_url
LIST_SIGNER = signer(kid=f"{DID}#list", seed="list")


def fetched(
    *, subject: dict[str, Any] | None = None, **changes: Any
) -> StatusList | Unavailable | StatusListInvalid:
    document = build_status_list_document(
        id=URL,
        issuer_id=DID,
        purpose="revocation",
        set_indexes=[4711],
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
        ttl_ms=60_000,
    )
    document |= {"credentialSubject": {**document["credentialSubject"], **(subject or {})}, **changes}
    return prove_status_list(
        secure_document(document, LIST_SIGNER).text,
        (issuer_key(LIST_SIGNER, "status-list"),),
        url=URL,
        purpose="revocation",
        issuer_id=DID,
        now=NOW,
    )


def verdict_with(found: StatusList | Unavailable | StatusListInvalid) -> tuple[Verdict, str]:
    report = scene(status={**scene().status, URL: found}).verify(secured())
    return report.verdict, report.deciding.code


def test_the_list_of_the_issuer_withdraws_the_credential() -> None:
    assert verdict_with(fetched()) == (Verdict.INVALID, "revoked")


@pytest.mark.parametrize(
    "change",
    [
        {"id": URL + "?copy"},
        {"issuer": "did:web:evil.example"},
        {"subject": {"statusPurpose": "suspension"}},
        {"subject": {"encodedList": encode_bits(bytes(SIZE // 8 - 1))}},
        {"subject": {"encodedList": encode_bits(b"")}},
        {"subject": {"encodedList": "u"}},
    ],
)
@pytest.mark.abuse("A14")
def test_a_wrong_list_never_makes_a_credential_valid(change: dict[str, Any]) -> None:
    assert verdict_with(fetched(**change)) == (Verdict.INVALID, "status_list_invalid")


@pytest.mark.abuse("A13", "A14")
def test_an_old_list_put_back_leaves_it_undecided() -> None:
    found = fetched(validUntil="2026-11-23T11:00:00Z")
    assert verdict_with(found) == (Verdict.INDETERMINATE, "status_unavailable")


@pytest.mark.parametrize("index", ["131072", "9999999999", "-1", "0x1", "1.0", "", " 4711", "4711 "])
@pytest.mark.abuse("A14")
def test_an_index_outside_the_list_is_invalid(index: str) -> None:
    text = edited(lambda p: p["credentialStatus"][0].update(statusListIndex=index))
    report = scene().verify(text)
    assert (report.verdict, report.deciding.code) == (Verdict.INVALID, "status_list_invalid")


@pytest.mark.abuse("A15")
def test_a_gzip_bomb_is_stopped() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    bomb = b"".join([packer.compress(block) for _ in range(128)]) + packer.flush()
    found = fetched(subject={"encodedList": multibase.encode_base64url(bomb)})
    assert verdict_with(found) == (Verdict.INVALID, "decompressed_too_large")


@pytest.mark.abuse("A15")
def test_a_second_gzip_member_behind_the_list_is_refused() -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    one = packer.compress(bytes(SIZE // 8)) + packer.flush()
    found = fetched(subject={"encodedList": multibase.encode_base64url(one + one)})
    assert verdict_with(found) == (Verdict.INVALID, "status_list_invalid")
