"""Makes the golden files: one credential of every format that the service issues, which every later version verifies.

    python -m tests.vectors.build_golden

A folder that is there is never written again; a new format is a new line in MAKERS. Keys come from fixed seeds and
are worth nothing. What a reader needs lies beside each credential: keys, status lists, the moment and the verdict.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.credentials.containers.png import bake_png
from app.credentials.containers.svg import bake_svg
from app.credentials.formats.data_integrity import secure
from app.credentials.formats.enveloping import envelop
from app.credentials.formats.proofs import ProofOptions
from app.credentials.formats.sd_jwt import SD_JWT_RULES, present_sd_jwt, read_sd_jwt
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.selective_disclosure import derive, secure_selectively
from app.credentials.formats.vc_jose_cose import VcJoseJwt, VcJoseSdJwt
from app.credentials.formats.vc_jwt import VcJwt, secure_document
from app.credentials.identifiers.did_document import build_did_document
from app.credentials.keys.signer import LocalSigner
from app.credentials.policy import DEFAULT_POLICY
from app.credentials.status.bitstring_status_list import build_status_list_document
from app.credentials.status.token_status_list import build_status_claims, pack_statuses
from app.credentials.status_tokens import secure_status_claims
from app.credentials.times import format_time
from tests.unit.credentials.cases import CREDENTIAL, DAY, DID, ENTRIES, NOW, Seed, issuer_key, signer
from tests.unit.credentials.sd_cases import SKILL, TOKEN_LIST, Counter

FOLDER: Final = Path(__file__).parent / "golden" / "v1"
DIGESTS: Final = FOLDER / "digests.json"
Files = dict[str, bytes]


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


def _vc_jwt(algorithm: str) -> Files:
    made_with = _golden(algorithm)
    text = VcJwt.secure(CREDENTIAL, made_with).text
    return {"credential.jwt": text.encode(), "expected.json": _expect("vc-jwt"), **_materials(made_with)}


def _data_integrity(cryptosuite: str, algorithm: str) -> Files:
    made_with, options = _golden(algorithm), ProofOptions(created=NOW)
    text = secure(CREDENTIAL, made_with, cryptosuite=cryptosuite, options=options).text
    expected = _expect("data-integrity")
    return {"credential.json": text.encode(), "expected.json": expected, **_materials(made_with)}


def _shown_in_part() -> Files:
    made_with, options = _golden("ES256"), ProofOptions(created=NOW)
    base = secure_selectively(CREDENTIAL, made_with, randomness=Seed("golden"), options=options)
    text = derive(base.text, ["/credentialSubject/identifier", "/evidence/0"]).text
    expected = _expect("data-integrity")
    return {"credential.json": text.encode(), "expected.json": expected, **_materials(made_with)}


def _one_status() -> Files:
    made_with = _golden("EdDSA")
    files = _materials(made_with)
    del files["status-suspension.jwt"]
    text = VcJwt.secure(replace(CREDENTIAL, status=ENTRIES[:1]), made_with).text
    return {"credential.jwt": text.encode(), "expected.json": _expect("vc-jwt"), **files}


def _signed_document(format: str) -> Files:
    made_with = _golden("ES256")
    if format == "vc+jwt":
        text = VcJoseJwt().secure(CREDENTIAL, made_with).text
    else:
        hidden = [("credentialSubject", "identifier")]
        text = VcJoseSdJwt().secure(CREDENTIAL, made_with, hidden=hidden, randomness=Seed("golden")).text
    return {"credential.txt": text.encode(), "expected.json": _expect(format), **_materials(made_with)}


def _sd_jwt_vc(status: int = 0) -> Files:
    made_with = _golden("ES256")
    assert SKILL.token_status is not None
    index = SKILL.token_status.index
    packed = pack_statuses({index: status, index + 1: 1}, size=2, length=8_192)
    claims = build_status_claims(
        url=TOKEN_LIST, packed=packed, size=2, issued_at=NOW - DAY, expires_at=NOW + DAY
    )
    return {
        "credential.txt": SdJwtVc().secure(SKILL, made_with, randomness=Counter()).text.encode(),
        "expected.json": _expect("dc+sd-jwt"),
        "issuer-keys.json": _materials(made_with)["issuer-keys.json"],
        "status-token.jwt": secure_status_claims(claims, made_with).encode(),
    }


def _sd_jwt_vc_shown_in_part() -> Files:
    files = _sd_jwt_vc()
    held = read_sd_jwt(files["credential.txt"], SD_JWT_RULES, policy=DEFAULT_POLICY)
    return {**files, "credential.txt": present_sd_jwt(held, [("name",), ("evidence", 0)]).text}


def _sd_jwt_vc_stopped() -> Files:
    return {**_sd_jwt_vc(2), "expected.json": _expect("dc+sd-jwt", verdict="caution", code="suspended")}


def _enveloped() -> Files:
    made_with = _golden("EdDSA")
    text = json.dumps(envelop(VcJoseJwt().secure(CREDENTIAL, made_with)))
    return {"credential.json": text.encode(), "expected.json": _expect("vc+jwt"), **_materials(made_with)}


def _revoked() -> Files:
    made_with = _golden("EdDSA")
    return {
        "credential.jwt": VcJwt.secure(CREDENTIAL, made_with).text.encode(),
        "expected.json": _expect("vc-jwt", verdict="invalid", code="revoked"),
        **_materials(made_with, ENTRIES[0].index),
    }


def _expired() -> Files:
    made_with = _golden("EdDSA")
    at = NOW + timedelta(days=1_000)
    return {
        "credential.jwt": VcJwt.secure(CREDENTIAL, made_with).text.encode(),
        # So late the status lists are out of date too, and what is not known weighs more than what is over.
        "expected.json": _expect("vc-jwt", at, verdict="indeterminate", code="status_unavailable"),
        **_materials(made_with),
    }


def _png() -> Files:
    def chunk(kind: bytes, data: bytes = b"") -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    picture = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND")
    text = VcJwt.secure(CREDENTIAL, _golden("EdDSA")).text
    files = {"credential.png": bake_png(picture, text), "expected.json": _expect("vc-jwt")}
    return files | _materials(_golden("EdDSA"))


def _svg() -> Files:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><title>Bewijs</title></svg>'
    text = VcJwt.secure(CREDENTIAL, _golden("EdDSA")).text
    files = {"credential.svg": bake_svg(picture, text), "expected.json": _expect("vc-jwt")}
    return files | _materials(_golden("EdDSA"))


MAKERS: Final[Mapping[str, Callable[[], Files]]] = {
    "vc-jwt-eddsa": lambda: _vc_jwt("EdDSA"),
    "vc-jwt-es256": lambda: _vc_jwt("ES256"),
    "vc-jwt-revoked": _revoked,
    "vc-jwt-expired": _expired,
    "vc-jwt-one-status": _one_status,
    "vc-jose-jwt": lambda: _signed_document("vc+jwt"),
    "vc-jose-sd-jwt": lambda: _signed_document("vc+sd-jwt"),
    "sd-jwt-vc": _sd_jwt_vc,
    "sd-jwt-vc-shown-in-part": _sd_jwt_vc_shown_in_part,
    "sd-jwt-vc-stopped": _sd_jwt_vc_stopped,
    "enveloped": _enveloped,
    "eddsa-rdfc-2022": lambda: _data_integrity("eddsa-rdfc-2022", "EdDSA"),
    "eddsa-jcs-2022": lambda: _data_integrity("eddsa-jcs-2022", "EdDSA"),
    "ecdsa-rdfc-2019": lambda: _data_integrity("ecdsa-rdfc-2019", "ES256"),
    "ecdsa-jcs-2019": lambda: _data_integrity("ecdsa-jcs-2019", "ES256"),
    "ecdsa-sd-2023": _shown_in_part,
    "baked-png": _png,
    "baked-svg": _svg,
}


def find_digests() -> dict[str, str]:
    """The SHA-256 of every golden file, by its path."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path != DIGESTS)
    return {path.relative_to(FOLDER).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def build() -> None:
    """Write the folders that are not there yet, and their digests. Raises ValueError for a file that changed."""
    known: dict[str, str] = json.loads(DIGESTS.read_bytes()) if DIGESTS.exists() else {}
    if not known.items() <= find_digests().items():
        raise ValueError("a golden file never changes")
    for name, make in MAKERS.items():
        folder = FOLDER / name
        if folder.exists():
            continue
        folder.mkdir(parents=True)
        for file_name, content in make().items():
            (folder / file_name).write_bytes(content)
    DIGESTS.write_text(json.dumps(find_digests(), indent=2) + "\n")


def read_expected(folder: Path) -> dict[str, Any]:
    """What the verdict on a golden credential is, and when."""
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_bytes())
    return expected


if __name__ == "__main__":
    build()
