"""The choices of a verifier."""

from datetime import timedelta
from typing import Any

import pytest

from app.credentials.errors import ContextNotAllowed, CredentialError, MalformedCredential
from app.credentials.model import CREDENTIALS_CONTEXT
from app.credentials.policy import DEFAULT_POLICY, GENERAL, PASSPORT, STATUS_LIST


def test_the_limits_are_those_that_the_service_publishes() -> None:
    assert (DEFAULT_POLICY.max_bytes, DEFAULT_POLICY.max_depth, DEFAULT_POLICY.max_members) == (
        65_536,
        32,
        1_000,
    )
    assert DEFAULT_POLICY.max_status_list_bytes == 1_048_576
    assert DEFAULT_POLICY.clock_skew == timedelta(seconds=60)
    assert DEFAULT_POLICY.algorithms == {"EdDSA", "ES256"}


def test_credentials_and_status_lists_are_signed_with_keys_of_their_own() -> None:
    assert PASSPORT.key_purposes & STATUS_LIST.key_purposes == {"any"}


SMALLEST = {"issuer": "did:example:issuer", "credentialSubject": {"id": "did:example:subject"}}


@pytest.mark.parametrize("types", ["VerifiableCredential", ["VerifiableCredential", "Anything"]])
def test_the_general_profile_takes_any_credential_behind_the_first_context(types: Any) -> None:
    contexts = [CREDENTIALS_CONTEXT, {"term": "https://x.example/"}]
    GENERAL.ensure_fits({"@context": contexts, "type": types, **SMALLEST})


@pytest.mark.parametrize(
    ("contexts", "types", "error"),
    [
        (CREDENTIALS_CONTEXT, "VerifiableCredential", ContextNotAllowed),
        ([], "VerifiableCredential", ContextNotAllowed),
        (["https://x.example/", CREDENTIALS_CONTEXT], "VerifiableCredential", ContextNotAllowed),
        ([CREDENTIALS_CONTEXT], "Anything", MalformedCredential),
        ([CREDENTIALS_CONTEXT], None, MalformedCredential),
    ],
)
def test_the_general_profile_takes_only_credentials(
    contexts: Any, types: Any, error: type[CredentialError]
) -> None:
    with pytest.raises(error):
        GENERAL.ensure_fits({"@context": contexts, "type": types, **SMALLEST})
