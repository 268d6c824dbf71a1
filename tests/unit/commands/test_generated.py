"""Generated files: a check changes nothing, a released file may not change, a difference is named."""

import json
from pathlib import Path

import pytest

from app.commands import generated


def test_a_check_names_the_difference_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    made = {tmp_path / "a" / "new.json": b"1", tmp_path / "same.json": b"2", tmp_path / "other.json": b"3"}
    (tmp_path / "same.json").write_bytes(b"2")
    (tmp_path / "other.json").write_bytes(b"old")
    assert generated.write_changes(made, is_check=True) == ["a/new.json", "other.json"]
    assert (tmp_path / "other.json").read_bytes() == b"old"
    assert generated.write_changes(made, is_check=False) == ["a/new.json", "other.json"]
    assert {path: path.read_bytes() for path in made} == made
    assert generated.write_changes(made, is_check=True) == []


def test_a_released_file_that_changed_is_refused_and_a_new_one_is_added(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(generated, "SCHEMAS", tmp_path)
    monkeypatch.setattr(generated, "DIGESTS", tmp_path / "digests.json")
    (tmp_path / "passport").mkdir()
    released, fresh = tmp_path / "passport" / "one.json", tmp_path / "passport" / "two.json"
    released.write_bytes(b"{}")
    (tmp_path / "digests.json").write_text(json.dumps(generated.find_digests()))
    fresh.write_bytes(b"[]")
    (content,) = generated.make_digests().values()
    assert set(json.loads(content)) == {"passport/one.json", "passport/two.json"}
    released.write_bytes(b"{ }")
    with pytest.raises(ValueError, match=r"passport/one\.json"):
        generated.make_digests()


def test_the_catalogues_are_complete_and_checking_them_leaves_them_as_they_are() -> None:
    assert generated.update_translations(is_check=True) == ([], [])
