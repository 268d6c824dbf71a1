"""What the command line says about the keys of issuers elsewhere."""

from dataclasses import replace

from app.commands.issuers import describe
from app.trust.issuer_keys import KnownKey
from tests.unit.credentials.cases import DAY, KID, NOW, signer

KEY = KnownKey(signer().public, "thumb", NOW, True, None, None, None)


def test_each_state_of_a_key_has_its_words() -> None:
    assert describe(KEY) == f"thumb  {'counts':<28}  {KID}"
    assert "waits for approval" in describe(replace(KEY, is_approved=False))
    assert "counts, gone 2026-11-23" in describe(replace(KEY, missing_since=NOW))
    assert "retired 2026-11-22" in describe(replace(KEY, retired_at=NOW - DAY, missing_since=NOW))
    assert "compromised 2026-11-23" in describe(replace(KEY, compromised_at=NOW, retired_at=NOW))
