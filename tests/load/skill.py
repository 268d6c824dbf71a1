"""The credential of all measurements as an SD-JWT VC with ten disclosures, on both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.credentials.formats.sd_jwt_vc import SdJwtVc
from app.credentials.formats.skill_claims import write_claims
from app.credentials.keys.algorithms import generate_private_key
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey, RegisteredIssuer, TokenStatusList
from app.credentials.model import Credential
from app.credentials.status.entry import TokenStatusEntry
from app.credentials.verification import verify
from app.platform.randomness import SystemRandomness
from app.verifying.memory import load_policy
from tests.load.fixture import ISSUER, NOW, build_credential

TOKEN_LIST = "https://passport.example/token-status-lists/7f"
# The same ten claims, as the peer wants to hear it.
FRAME: dict[str, Any] = {
    "_sd": ["name", "awardedDate", "result", "source"],
    "evidence": {"_sd": [0, 1, 2]},
    "achievement": {"alignment": {"_sd": [0, 1, 2]}},
}
DISCLOSURES = 10


def build_skill() -> Credential:
    """The credential with three alignments and three pieces of evidence, and its status in a token status list."""
    credential = build_credential()
    [evidence], [alignment] = credential.evidence, credential.achievement.alignments
    return replace(
        credential,
        status=(),
        token_status=TokenStatusEntry(TOKEN_LIST, 4711),
        evidence=tuple(replace(evidence, id=f"{evidence.id[:-1]}{number}") for number in range(3)),
        achievement=replace(
            credential.achievement,
            alignments=tuple(
                replace(alignment, target_url=f"{alignment.target_url}{number}") for number in range(3)
            ),
        ),
    )


class Skill:
    """One P-256 key, one credential, issued and verified."""

    def __init__(self) -> None:
        self.signer = LocalSigner(f"{ISSUER}#key-2", generate_private_key("ES256"))
        self.skill = build_skill()
        self.claims = write_claims(self.skill)
        self.format, self.randomness = SdJwtVc(), SystemRandomness()
        self.text = self.issue()
        assert self.text.count("~") == DISCLOSURES + 1
        self.policy = load_policy()
        self.keys = (IssuerKey(self.signer.public, "credential", NOW),)
        self.status = {TOKEN_LIST: TokenStatusList(TOKEN_LIST, 2, bytes(131_072 // 4), NOW)}
        self.issuer = RegisteredIssuer(ISSUER, self.skill.issuer.name, NOW)

    def issue(self) -> str:
        """Fresh salts and digests, and a signature."""
        return self.format.secure(self.skill, self.signer, randomness=self.randomness).text

    def verify(self) -> object:
        """All checks: disclosures, signature, type, times, status, issuer."""
        report = verify(
            self.text, keys=self.keys, status=self.status, issuer=self.issuer, policy=self.policy, now=NOW
        )
        if not report.is_valid:
            raise AssertionError(report.deciding)
        return report
