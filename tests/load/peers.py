"""What somebody else's software does with the same credential in the same run: @digitalbazaar/vc on Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.credentials.encoding import multibase
from app.credentials.linked_data import bundled_contexts

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".data" / "node" / "node_modules"
SCRIPT = ROOT / "tests" / "contract" / "prove_with_digitalbazaar.mjs"
SELECTIVE_SCRIPT = SCRIPT.with_name("exchange_sd_jwt_vc.mjs")
SELECTIVE_PEER = "@sd-jwt/sd-jwt-vc with 10 disclosures,"
NOT_MEASURED = "@digitalbazaar/vc was not measured: Node or its packages are not installed"


def measure_peers(document: dict[str, Any], kid: str, private: Ed25519PrivateKey) -> dict[str, float]:
    """Issued and verified a second with eddsa-rdfc-2022; empty where Node or the packages are not installed."""
    if shutil.which("node") is None or not (MODULES / "@digitalbazaar" / "vc").is_dir():
        return {}
    public, secret = private.public_key().public_bytes_raw(), private.private_bytes_raw()
    key = {
        "id": kid,
        "controller": kid.partition("#")[0],
        "publicKeyMultibase": multibase.encode_base58(b"\xed\x01" + public),
    }
    task = {
        "contexts": {name: {"@context": bundled_contexts().load(name)} for name in document["@context"]},
        "keys": [key],
        "now": document["validFrom"],
        "work": [
            {
                "rate": document,
                "secret": {**key, "secretKeyMultibase": multibase.encode_base58(b"\x80\x26" + secret)},
            }
        ],
    }
    (answer,) = _run_node(SCRIPT, task)
    return {
        "@digitalbazaar/vc eddsa-rdfc-2022 issue": round(answer["issue"], 1),
        "@digitalbazaar/vc eddsa-rdfc-2022 verify": round(answer["verify"], 1),
    }


def measure_selective_peer(claims: dict[str, Any], hidden: list[str]) -> dict[str, float]:
    """SD-JWT VCs issued and verified a second by @sd-jwt/sd-jwt-vc; empty where it is not installed."""
    if shutil.which("node") is None or not (MODULES / "@sd-jwt" / "sd-jwt-vc").is_dir():
        return {}
    answer = _run_node(SELECTIVE_SCRIPT, {"rate": {"claims": claims, "hidden": hidden, "seconds": 1}})
    return {f"{SELECTIVE_PEER} {work}": round(answer[work], 1) for work in ("issue", "verify")}


def _run_node(source: Path, task: dict[str, Any]) -> Any:
    # Node finds packages beside the script.
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        (Path(folder) / "node_modules").symlink_to(MODULES)
        script = shutil.copy(source, folder)
        done = subprocess.run(
            ["node", "--preserve-symlinks", "--preserve-symlinks-main", script],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    return json.loads(done.stdout)
