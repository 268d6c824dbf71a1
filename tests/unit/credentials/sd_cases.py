"""SD-JWTs for tests: properly made ones, and properly signed ones with anything wrong in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from app.credentials.encoding import base64url
from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import TokenStatusList
from app.credentials.model import Credential
from app.credentials.status.entry import TokenStatusEntry
from app.credentials.status.token_status_list import pack_statuses
from tests.unit.credentials.cases import ASSESSED, CREDENTIAL, DAY, KID, NOW, Scene, scene, signer

TOKEN_LIST = "https://vaardig.example/token-status-lists/7f"
SKILL: Credential = replace(CREDENTIAL, status=(), token_status=TokenStatusEntry(TOKEN_LIST, 4711))
ASSESSED_SKILL: Credential = replace(ASSESSED, status=(), token_status=TokenStatusEntry(TOKEN_LIST, 4711))
HOLDER = signer("ES256", kid="", seed="holder")


class Counter:
    """Random bytes that are never twice the same, and the same on every run."""

    def __init__(self) -> None:
        self.calls = 0

    def token(self, size: int) -> bytes:
        self.calls += 1
        blocks = [sha256(b"%d %d" % (self.calls, block)).digest() for block in range(size // 32 + 1)]
        return b"".join(blocks)[:size]


def token_list(statuses: Mapping[int, int] | None = None, **changes: Any) -> TokenStatusList:
    packed = pack_statuses(statuses or {}, size=2, length=8192)
    return replace(TokenStatusList(TOKEN_LIST, 2, packed, NOW - DAY, NOW + DAY), **changes)


def sd_scene(made_with: LocalSigner | None = None, **changes: Any) -> Scene:
    return scene(made_with, status={TOKEN_LIST: token_list()}).with_(**changes)


def skill(
    credential: Credential = SKILL, made_with: LocalSigner | None = None, *, bound: bool = False
) -> str:
    holder = HOLDER.public if bound else None
    made = SdJwtVc().secure(credential, made_with or signer(), randomness=Counter(), holder=holder)
    return made.text


def disclosure(*content: Any) -> str:
    return base64url.encode(json.dumps(content).encode()).decode()


def digest(encoded: str) -> str:
    return base64url.encode(sha256(encoded.encode()).digest()).decode()


def jwt(
    payload: Mapping[str, Any] | bytes, header: Mapping[str, Any] | None = None, made_with: Any = None
) -> str:
    chosen = {"alg": "EdDSA", "kid": KID, "typ": "dc+sd-jwt"} if header is None else header
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signing_input = base64url.encode(json.dumps(chosen).encode()) + b"." + base64url.encode(content)
    signature = (made_with or signer()).sign(signing_input)
    return (signing_input + b"." + base64url.encode(signature)).decode("ascii")


def sd_jwt(payload: Mapping[str, Any], disclosures: Sequence[str] = (), **options: Any) -> str:
    return "~".join([jwt(payload, **options), *disclosures, ""])


def payload_in(text: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(base64url.decode(text.split(".")[1].encode()))
    return payload
