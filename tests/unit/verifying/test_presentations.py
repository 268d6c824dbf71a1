"""Reading W3C verifiable presentations."""

import json
from typing import Any

import pytest

from app.verifying.errors import InvalidPresentation
from app.verifying.presentations import read_presentation

JWT = "eyJ.eyJ.sig"


def _presentation(*credentials: Any) -> dict[str, Any]:
    return {"type": ["VerifiablePresentation"], "verifiableCredential": list(credentials)}


def test_signed_texts_are_taken_as_they_are() -> None:
    assert read_presentation(_presentation(JWT, JWT)) == [JWT, JWT]


def test_an_enveloped_credential_is_taken_from_its_data_url() -> None:
    enveloped = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{JWT}"}
    assert read_presentation(_presentation(enveloped)) == [JWT]


@pytest.mark.parametrize(
    "credential",
    [
        {"type": ["VerifiableCredential"]},
        {"type": "EnvelopedVerifiableCredential", "id": "https://example.org/credential"},
        {"type": "EnvelopedVerifiableCredential", "id": "data:text/html,<p>"},
        {"type": "EnvelopedVerifiableCredential"},
        7,
    ],
)
def test_another_form_of_credential_is_not_supported_but_no_mistake(credential: Any) -> None:
    assert read_presentation(_presentation(credential)) == [None]


def test_a_credential_with_a_proof_in_it_is_taken_as_json() -> None:
    credential = {"type": ["VerifiableCredential"], "proof": {"type": "DataIntegrityProof"}}
    (text,) = read_presentation(_presentation(credential))
    assert json.loads(text or "") == credential


def test_a_presentation_that_is_a_signed_text_is_not_supported() -> None:
    assert read_presentation(JWT) == [None]


@pytest.mark.parametrize("count", [0, 51])
def test_a_presentation_carries_one_to_fifty_credentials(count: int) -> None:
    with pytest.raises(InvalidPresentation):
        read_presentation(_presentation(*[JWT] * count))


def test_a_document_of_another_type_is_no_presentation() -> None:
    with pytest.raises(InvalidPresentation):
        read_presentation({"type": "VerifiableCredential", "verifiableCredential": [JWT]})
