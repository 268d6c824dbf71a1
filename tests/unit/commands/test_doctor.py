"""What can be said without a database: the disk, the contact, the address, and settings without their secrets."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from app.commands.doctor import (
    LEAST_FREE,
    MASK,
    examine_contact,
    examine_digests,
    examine_disk,
    examine_mail,
    examine_texts,
    masked,
)
from app.settings import Settings

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "is_well"), [(LEAST_FREE, True), (LEAST_FREE - 1, False)])
def test_the_disk_of_an_embedded_database_needs_a_gibibyte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, is_well: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free, 0, free))
    assert examine_disk(Settings(data_dir=tmp_path / "not" / "yet")).is_well is is_well


def test_the_disk_of_a_database_elsewhere_is_not_ours_to_judge() -> None:
    finding = examine_disk(Settings(database_url="postgresql://db/x"))
    assert finding.is_well and "elsewhere" in finding.detail


@pytest.mark.parametrize(("environment", "is_well"), [("development", True), ("production", False)])
def test_production_needs_somebody_who_hears_of_weaknesses(environment: str, is_well: bool) -> None:
    finding = examine_contact(Settings(environment=environment))
    assert finding.is_well is is_well
    assert "SKILLSPASS_SECURITY_CONTACT" in finding.detail


def test_the_contact_is_told_when_there_is_one() -> None:
    settings = Settings(environment="production", security_contact="tel:+31", operator_email="a@b")
    assert examine_contact(settings).is_well
    assert examine_contact(settings).detail == "tel:+31"


@pytest.mark.parametrize(
    ("environment", "smtp_url", "is_well"),
    [
        ("development", None, True),
        ("production", None, False),
        ("production", "smtp://u:geheim@mail.example", True),
    ],
)
def test_production_needs_a_mail_server_whose_password_is_not_told(
    environment: str, smtp_url: str | None, is_well: bool
) -> None:
    settings = Settings(environment=environment, smtp_url=smtp_url, mail_from="paspoort@post.example")
    finding = examine_mail(settings)
    assert finding.is_well is is_well
    assert "geheim" not in finding.detail + str(masked(settings)) + repr(settings)


@pytest.mark.parametrize(
    ("environment", "sms_url", "is_well"),
    [
        ("development", None, True),
        ("production", None, False),
        ("production", "https://sms.example/send", True),
    ],
)
def test_production_needs_somebody_who_sends_text_messages(
    environment: str, sms_url: str | None, is_well: bool
) -> None:
    settings = Settings(environment=environment, sms_url=sms_url, sms_token="geheim")
    finding = examine_texts(settings)
    assert finding.is_well is is_well
    assert "geheim" not in finding.detail + str(masked(settings)) + repr(settings)


def test_released_files_are_as_they_were() -> None:
    assert examine_digests().is_well


def test_secrets_are_masked_and_the_rest_is_shown() -> None:
    shown = masked(Settings(database_url="postgresql://u:geheim@db/x", metrics_token="geheim"))
    assert "geheim" not in str(shown)
    assert shown["database_url"] == shown["key_encryption_keys"] == MASK
    assert shown["public_url"] == "http://localhost:8000"
