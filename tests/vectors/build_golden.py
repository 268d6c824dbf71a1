"""Makes the golden files: one credential of every format that the service issues, which every later version verifies.

    python -m tests.vectors.build_golden

A folder that is there is never written again; a new format is a new line in MAKERS, and what a credential newly tells is
a new version of all of them. Keys come from fixed seeds and
are worth nothing. What a reader needs lies beside each credential: keys, status lists, the moment and the verdict.
"""

import json
import pathlib
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from app.credentials.claim_paths import Path
from app.credentials.containers.png import bake_png
from app.credentials.containers.svg import bake_svg
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.sd_jwt import SD_JWT_RULES, present_sd_jwt, read_sd_jwt
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.selective_disclosure import derive, secure_selectively
from app.credentials.formats.skill_claims import FIRST_SKILL_TYPE, HIDDEN, SKILL_TYPE
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.formats.vc_jwt import VcJwt, secure_document
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.keys.signer import LocalSigner
from app.credentials.model import Credential
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.status.bitstring_status_list import build_status_list_document
from app.credentials.status.token_status_list import build_status_claims, pack_statuses
from app.credentials.status_tokens import secure_status_claims
from app.credentials.times import format_time
from tests.unit.credentials.cases import (
    ASSESSED,
    CREDENTIAL,
    DAY,
    DID,
    ENTRIES,
    NOW,
    Seed,
    issuer_key,
    signer,
)
from tests.unit.credentials.sd_cases import ASSESSED_SKILL, SKILL, TOKEN_LIST, Counter

GOLDEN: Final = pathlib.Path(__file__).parent / "golden"
Files = dict[str, bytes]


@dataclass(frozen=True)
class Told:
    """What the credentials of a version tell: as a document, and as claims of an SD-JWT VC under a type."""

    credential: Credential
    skill: Credential
    vct: str
    hidden: Collection[Path]


_FIRST_HIDDEN: Final = tuple(path for path in HIDDEN if path[0] not in ("activityEndDate", "narrative"))
VERSIONS: Final[Mapping[str, Told]] = {
    "v1": Told(CREDENTIAL, SKILL, FIRST_SKILL_TYPE, _FIRST_HIDDEN),
    "v2": Told(ASSESSED, ASSESSED_SKILL, SKILL_TYPE, HIDDEN),
}


def _golden(algorithm: str) -> LocalSigner:
    return signer(algorithm, kid=f"{DID}#golden-{algorithm.lower()}", seed=f"golden {algorithm}")


def _expect(format: str, at: datetime = NOW, verdict: str = "valid", code: str = "ok") -> bytes:
    facts = {"at": format_time(at), "verdict": verdict, "code": code, "format": format}
    return (json.dumps(facts, indent=2) + "\n").encode()


def _materials(made_with: LocalSigner, *revoked: int) -> Files:
    files = {"issuer-keys.json": json.dumps(build_did_document(DID, [issuer_key(made_with, "any")])).encode()}
    for entry in ENTRIES:
        document = build_status_list_document(
            id=entry.list_url,
            issuer_id=DID,
            purpose=entry.purpose,
            set_indexes=revoked if entry.purpose == "revocation" else (),
            valid_from=NOW - DAY,
            valid_until=NOW + DAY,
            ttl_ms=300_000,
        )
        files[f"status-{entry.purpose}.jwt"] = secure_document(document, made_with).text.encode()
    return files


def _vc_jwt(told: Told, algorithm: str) -> Files:
    made_with = _golden(algorithm)
    text = VcJwt.secure(told.credential, made_with).text
    return {"credential.jwt": text.encode(), "expected.json": _expect("vc-jwt"), **_materials(made_with)}


def _data_integrity(told: Told, cryptosuite: str, algorithm: str) -> Files:
    made_with, options = _golden(algorithm), ProofOptions(created=NOW)
    text = secure(told.credential, made_with, cryptosuite=cryptosuite, options=options).text
    expected = _expect("data-integrity")
    return {"credential.json": text.encode(), "expected.json": expected, **_materials(made_with)}


def _shown_in_part(told: Told) -> Files:
    made_with, options = _golden("ES256"), ProofOptions(created=NOW)
    base = secure_selectively(told.credential, made_with, randomness=Seed("golden"), options=options)
    text = derive(base.text, ["/credentialSubject/identifier", "/evidence/0"]).text
    expected = _expect("data-integrity")
    return {"credential.json": text.encode(), "expected.json": expected, **_materials(made_with)}


def _one_status(told: Told) -> Files:
    made_with = _golden("EdDSA")
    files = _materials(made_with)
    del files["status-suspension.jwt"]
    text = VcJwt.secure(replace(told.credential, status=ENTRIES[:1]), made_with).text
    return {"credential.jwt": text.encode(), "expected.json": _expect("vc-jwt"), **files}


def _signed_document(told: Told, format: str) -> Files:
    made_with = _golden("ES256")
    if format == "vc+jwt":
        text = VcJoseJwt().secure(told.credential, made_with).text
    else:
        hidden = [("credentialSubject", "identifier")]
        text = VcJoseSdJwt().secure(told.credential, made_with, hidden=hidden, randomness=Seed("golden")).text
    return {"credential.txt": text.encode(), "expected.json": _expect(format), **_materials(made_with)}


def _sd_jwt_vc(told: Told, status: int = 0) -> Files:
    made_with = _golden("ES256")
    assert told.skill.token_status is not None
    index = told.skill.token_status.index
    packed = pack_statuses({index: status, index + 1: 1}, size=2, length=8_192)
    claims = build_status_claims(
        url=TOKEN_LIST, packed=packed, size=2, issued_at=NOW - DAY, expires_at=NOW + DAY
    )
    unsigned = SdJwtVc.prepare(
        told.skill,
        kid=made_with.kid,
        algorithm=made_with.algorithm,
        randomness=Counter(),
        hidden=told.hidden,
        vct=told.vct,
    )
    return {
        "credential.txt": SdJwtVc.assemble(unsigned, made_with.sign(unsigned.signing_input)).text.encode(),
        "expected.json": _expect("dc+sd-jwt"),
        "issuer-keys.json": _materials(made_with)["issuer-keys.json"],
        "status-token.jwt": secure_status_claims(claims, made_with).encode(),
    }


def _sd_jwt_vc_shown_in_part(told: Told) -> Files:
    files = _sd_jwt_vc(told)
    held = read_sd_jwt(files["credential.txt"], SD_JWT_RULES, policy=DEFAULT_POLICY)
    return {**files, "credential.txt": present_sd_jwt(held, [("name",), ("evidence", 0)]).text}


def _sd_jwt_vc_stopped(told: Told) -> Files:
    return {**_sd_jwt_vc(told, 2), "expected.json": _expect("dc+sd-jwt", verdict="caution", code="suspended")}


def _enveloped(told: Told) -> Files:
    made_with = _golden("EdDSA")
    text = json.dumps(envelop(VcJoseJwt().secure(told.credential, made_with)))
    return {"credential.json": text.encode(), "expected.json": _expect("vc+jwt"), **_materials(made_with)}


def _revoked(told: Told) -> Files:
    made_with = _golden("EdDSA")
    return {
        "credential.jwt": VcJwt.secure(told.credential, made_with).text.encode(),
        "expected.json": _expect("vc-jwt", verdict="invalid", code="revoked"),
        **_materials(made_with, ENTRIES[0].index),
    }


def _expired(told: Told) -> Files:
    made_with = _golden("EdDSA")
    at = NOW + timedelta(days=1_000)
    return {
        "credential.jwt": VcJwt.secure(told.credential, made_with).text.encode(),
        # So late the status lists are out of date too, and what is not known weighs more than what is over.
        "expected.json": _expect("vc-jwt", at, verdict="indeterminate", code="status_unavailable"),
        **_materials(made_with),
    }


def _png(told: Told) -> Files:
    def chunk(kind: bytes, data: bytes = b"") -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    picture = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND")
    text = VcJwt.secure(told.credential, _golden("EdDSA")).text
    files = {"credential.png": bake_png(picture, text), "expected.json": _expect("vc-jwt")}
    return files | _materials(_golden("EdDSA"))


def _svg(told: Told) -> Files:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><title>Bewijs</title></svg>'
    text = VcJwt.secure(told.credential, _golden("EdDSA")).text
    files = {"credential.svg": bake_svg(picture, text), "expected.json": _expect("vc-jwt")}
    return files | _materials(_golden("EdDSA"))


MAKERS: Final[Mapping[str, Callable[[Told], Files]]] = {
    "vc-jwt-eddsa": lambda told: _vc_jwt(told, "EdDSA"),
    "vc-jwt-es256": lambda told: _vc_jwt(told, "ES256"),
    "vc-jwt-revoked": _revoked,
    "vc-jwt-expired": _expired,
    "vc-jwt-one-status": _one_status,
    "vc-jose-jwt": lambda told: _signed_document(told, "vc+jwt"),
    "vc-jose-sd-jwt": lambda told: _signed_document(told, "vc+sd-jwt"),
    "sd-jwt-vc": _sd_jwt_vc,
    "sd-jwt-vc-shown-in-part": _sd_jwt_vc_shown_in_part,
    "sd-jwt-vc-stopped": _sd_jwt_vc_stopped,
    "enveloped": _enveloped,
    "eddsa-rdfc-2022": lambda told: _data_integrity(told, "eddsa-rdfc-2022", "EdDSA"),
    "eddsa-jcs-2022": lambda told: _data_integrity(told, "eddsa-jcs-2022", "EdDSA"),
    "ecdsa-rdfc-2019": lambda told: _data_integrity(told, "ecdsa-rdfc-2019", "ES256"),
    "ecdsa-jcs-2019": lambda told: _data_integrity(told, "ecdsa-jcs-2019", "ES256"),
    "ecdsa-sd-2023": _shown_in_part,
    "baked-png": _png,
    "baked-svg": _svg,
}


def find_digests(version: str) -> dict[str, str]:
    """The SHA-256 of every golden file of a version, by its path."""
    folder = GOLDEN / version
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "digests.json")
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def read_digests(version: str) -> dict[str, str]:
    """The digests as they were when the files were made; empty before."""
    path = GOLDEN / version / "digests.json"
    digests: dict[str, str] = json.loads(path.read_bytes()) if path.exists() else {}
    return digests


def build(version: str, told: Told) -> None:
    """Write the folders that are not there yet, and their digests. Raises ValueError for a file that changed."""
    if not read_digests(version).items() <= find_digests(version).items():
        raise ValueError("a golden file never changes")
    for name, make in MAKERS.items():
        folder = GOLDEN / version / name
        if folder.exists():
            continue
        folder.mkdir(parents=True)
        for file_name, content in make(told).items():
            (folder / file_name).write_bytes(content)
    (GOLDEN / version / "digests.json").write_text(json.dumps(find_digests(version), indent=2) + "\n")


def read_expected(folder: pathlib.Path) -> dict[str, Any]:
    """What the verdict on a golden credential is, and when."""
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_bytes())
    return expected


if __name__ == "__main__":
    for each, facts in VERSIONS.items():
        build(each, facts)
