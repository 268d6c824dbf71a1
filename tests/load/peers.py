"""What somebody else's software does with the same texts and keys in the same rounds: packages for Node and Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import orjson
import pyoxigraph as ox
from pyld import jsonld

from app.credentials.keys.signer import LocalSigner
from app.credentials.linked_data.contexts import bundled_texts
from app.credentials.node_ids import with_node_ids
from tests.interoperability.node import Peers
from tests.interoperability.world import jwk, multikey, self_named

# Times a second of the processor, measured for so many of its seconds.
Rate = Callable[[float], float]


def data_integrity_rates(peers: Peers, document: dict[str, Any], signer: LocalSigner) -> dict[str, Rate]:
    """@digitalbazaar/vc and verifier-core. All peers are sent their work each round and prepare it only once."""
    task = {
        "document": with_node_ids(document),
        "key": multikey(signer, secret=True),
        "created": document["validFrom"],
    }
    proven = peers.ask("dataIntegrity", "issue", suite="eddsa-rdfc-2022", **task)["document"]
    return {
        "@digitalbazaar/vc eddsa-rdfc-2022 issue": partial(peers.rate, "issue eddsa-rdfc-2022", **task),
        "@digitalbazaar/vc eddsa-rdfc-2022 verify": partial(
            peers.rate, "verify eddsa-rdfc-2022", proven=proven, key=multikey(signer)
        ),
        "verifier-core eddsa-rdfc-2022 verify": partial(
            peers.rate, "verify eddsa-rdfc-2022, verifier-core", proven=_self_issued(peers, task, signer)
        ),
        "JSON-LD to canonical quads by jsonld.js": partial(peers.rate, "canonize", document=document),
    }


def _self_issued(peers: Peers, task: dict[str, Any], signer: LocalSigner) -> dict[str, Any]:
    """The same, without a status, by an issuer whose key stands in its identifier: nothing is to be fetched."""
    named = self_named(signer)
    key, document = multikey(named, secret=True), dict(task["document"])
    document["issuer"] = {**document["issuer"], "id": key["controller"]}
    del document["credentialStatus"]
    changed = {**task, "document": document, "key": key}
    proven: dict[str, Any] = peers.ask("dataIntegrity", "issue", suite="eddsa-rdfc-2022", **changed)[
        "document"
    ]
    return proven


def jose_rates(peers: Peers, document: dict[str, Any], token: str, signer: LocalSigner) -> dict[str, Rate]:
    """The package jose, on one VC-JWT."""
    header = {"alg": "EdDSA", "kid": signer.kid, "typ": "JWT"}
    secret = jwk(signer, secret=True)
    return {
        "jose sign": partial(peers.rate, "sign vc-jwt", payload=document, header=header, secretJwk=secret),
        "jose verify": partial(peers.rate, "verify vc-jwt", token=token, jwk=jwk(signer)),
    }


def sd_jwt_rates(
    peers: Peers,
    label: str,
    text: str,
    signer: LocalSigner,
    claims: dict[str, Any],
    frame: dict[str, Any],
) -> dict[str, Rate]:
    """The package @sd-jwt/sd-jwt-vc, on our text and on its claims."""
    issued = {"claims": claims, "frame": frame, "header": {"kid": signer.kid}}
    secret = jwk(signer, secret=True)
    return {
        f"{label}, issue": partial(peers.rate, f"{label}: issue sd-jwt-vc", **issued, secretJwk=secret),
        f"{label}, verify": partial(peers.rate, f"{label}: verify sd-jwt-vc", text=text, jwk=jwk(signer)),
    }


def canonicalize_with_pyld(document: dict[str, Any]) -> object:
    """PyLD keeps its contexts between calls."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load_context}
    return jsonld.normalize(document, options)


def canonicalize_with_pyoxigraph(text: bytes) -> object:
    """Pyoxigraph loads no contexts, so they stand in the text (`with_contexts`)."""
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.JSON_LD))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def with_contexts(document: dict[str, Any]) -> bytes:
    """The document with the texts of its contexts in the place of their addresses."""
    contexts = [_read_context(address)["@context"] for address in document["@context"]]
    return json.dumps({**document, "@context": contexts}).encode()


@cache
def _read_context(address: str) -> Any:
    return orjson.loads(bundled_texts(address)[0])


def _load_context(address: str, options: Any) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": address, "document": _read_context(address)}
