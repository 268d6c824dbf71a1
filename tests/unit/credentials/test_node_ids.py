"""Every node of a document gets a name."""

from typing import Any

from app.credentials.model import Credential
from app.credentials.node_ids import with_node_ids
from tests.unit.credentials.cases import CREDENTIAL


def nodes(value: Any) -> list[dict[str, Any]]:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [node for item in below for node in nodes(item)]
    return [value, *found] if isinstance(value, dict) else found


def test_no_node_is_left_without_a_name_and_no_two_share_a_new_one() -> None:
    named = with_node_ids({**CREDENTIAL.to_document(), "@context": [{"term": {"@id": "https://x.example/"}}]})
    names = [node["id"] for node in nodes({**named, "@context": []}) if node.get("type") != "IdentityObject"]
    before = [node["id"] for node in nodes(CREDENTIAL.to_document()) if "id" in node]
    assert len(names) > len(before)
    assert len(set(names) - set(before)) == len(names) - len(before)
    assert named["@context"] == [{"term": {"@id": "https://x.example/"}}]


def test_the_same_document_gets_the_same_names_and_says_the_same() -> None:
    named = with_node_ids(CREDENTIAL.to_document())
    assert named == with_node_ids(CREDENTIAL.to_document())
    assert Credential.from_document(named) == CREDENTIAL
