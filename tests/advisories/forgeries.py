"""Forged tokens: what people have tried on signed tokens, for every kind of them (A03 to A06, A17, A40 to A42)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.credentials.encoding import base64url
from app.credentials.keys.signer import LocalSigner
from tests.unit.credentials.cases import KID, signer

OTHER = "did:web:evil.example"

NO_ALGORITHMS = ["none", "None", "nOnE", "", None, 0, ["none"], {"alg": "none"}]
SHARED_SECRETS = ["HS256", "HS384", "HS512"]
KEYS_BROUGHT_ALONG: list[dict[str, Any]] = [
    {"jwk": signer(seed="mallory").public.to_jwk()},
    {"jku": "https://evil.example/jwks.json"},
    {"x5u": "https://evil.example/cert.pem"},
    {"x5t": "AAAA"},
    {"x5t#S256": "AAAA"},
]
EXTENSIONS: list[dict[str, Any]] = [
    {"crit": ["b64"], "b64": False},
    {"crit": []},
    {"crit": ["exp"]},
    {"b64": False},
    {"zip": "DEF"},
    {"enc": "A128GCM"},
    {"p2c": 1_000_000_000},
]
# Each makes a text that two readers of JSON understand differently, or not at all.
TWO_READINGS: list[Callable[[str], bytes]] = [
    lambda text: (text[:-1] + ', "iss": "did:web:evil.example", "iss": "did:web:evil.example"}').encode(),
    lambda text: (text[:-1] + ', "x": 1, "\\u0078": 1}').encode(),
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: (text[:-1] + ', "x": NaN}').encode(),
    lambda text: (text[:-1] + ', "x": "\\ud800"}').encode(),
    lambda text: (text[:-1] + ', "x": 9007199254740993}').encode(),
    lambda text: b"[]",
    lambda text: b'"text"',
]
NO_TIMES = [True, "1795348800", 1e308, "never", 1873195200.5]
TAILS = ["=", "==", "\n", " ", ".", "A", "\x00", "~~"]


def foreign_kids(did: str) -> list[Any]:
    """Names of keys that are not names of a key of this party."""
    return [
        f"{OTHER}#key-1",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#key-1",
        f"{did}.evil.example#key-1",
        f"{did}:sub#key-1",
        f"{did}#key-1#key-1",
        f"{did}/../../evil#key-1",
        f"{did}#../../etc/passwd",
        f"{did}#key-1' OR '1'='1",
        f"{did}#key-1\n",
        f" {did}#key-1",
        f"{did}#key-1".upper(),
        "https://evil.example/jwks.json#key-1",
        "../../../../dev/null",
        7,
        ["key-1"],
    ]


@dataclass(frozen=True)
class Kind:
    """One kind of token: its `typ`, a payload that is accepted, where to judge it, and what follows the signature."""

    typ: str
    payload: dict[str, Any]
    judged: Callable[..., Any]
    tail: str = ""
    kid: str = KID
    made_with: LocalSigner = field(default_factory=signer)

    def text(
        self,
        header: Any = None,
        payload: Any = None,
        *,
        made_with: Any = None,
        signature: bytes | None = None,
    ) -> str:
        """A properly signed token with any header and payload, or one with the given signature."""
        chosen = {**self.header, **(header or {})} if not isinstance(header, bytes) else header
        first = chosen if isinstance(chosen, bytes) else json.dumps(chosen).encode()
        content = self.payload if payload is None else payload
        second = content if isinstance(content, bytes) else json.dumps(content).encode()
        unsigned = base64url.encode(first) + b"." + base64url.encode(second)
        proof = (made_with or self.made_with).sign(unsigned) if signature is None else signature
        return (unsigned + b"." + base64url.encode(proof)).decode() + self.tail

    @property
    def header(self) -> dict[str, Any]:
        return {"alg": str(self.made_with.algorithm), "kid": self.kid, "typ": self.typ}
