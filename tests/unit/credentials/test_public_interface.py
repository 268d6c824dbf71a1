"""What the package offers to other programs."""

import app.credentials as credentials
from tests.unit.credentials.cases import DID, NOW, issuer_key, secured, signer


def test_a_credential_is_verified_with_the_public_names_alone() -> None:
    unverified = credentials.read(secured())
    assert unverified.issuer_id == DID
    report = credentials.verify(
        secured(),
        keys=(issuer_key(signer()),),
        status={},
        issuer=credentials.RegisteredIssuer(DID, "Regio Zwolle", NOW),
        now=NOW,
    )
    assert report.verdict is credentials.Verdict.INDETERMINATE
    assert report.deciding.code == "status_unavailable"


def test_every_public_name_is_there_and_told_once() -> None:
    assert all(hasattr(credentials, name) for name in credentials.__all__)
    assert len(credentials.__all__) == len(set(credentials.__all__))
