"""Settings say everything that is wrong at once, and production refuses what only a laptop may have."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.settings import SettingsError, load_settings
from tests.unit.credentials.identifiers.test_x509 import ROOT as AUTHORITY

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "SKILLSPASS_ENVIRONMENT": "production",
    "SKILLSPASS_PUBLIC_URL": "https://passport.example",
    "DATABASE_URL": "postgresql://app@db/skillspass",
    "SKILLSPASS_KEY_ENCRYPTION_KEY": KEY,
}


def test_a_laptop_needs_no_settings() -> None:
    settings = load_settings({})
    assert settings.database_url is None
    assert not settings.is_production


def test_production_runs_with_its_four_settings() -> None:
    settings = load_settings(PRODUCTION)
    assert settings.is_secure
    assert settings.host == "passport.example"
    assert settings.key_encryption_keys == {1: bytes(range(32))}


@pytest.mark.parametrize(
    "missing", ["SKILLSPASS_PUBLIC_URL", "DATABASE_URL", "SKILLSPASS_KEY_ENCRYPTION_KEY"]
)
def test_production_refuses_to_run_without_one_of_them(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        load_settings({name: value for name, value in PRODUCTION.items() if name != missing})


def test_all_faults_come_together() -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(
            {"SKILLSPASS_ENVIRONMENT": "moon", "SKILLSPASS_LOG_LEVEL": "loud", "SKILLSPASS_POOL_SIZE": "x"}
        )
    for name in ("ENVIRONMENT", "LOG_LEVEL", "POOL_SIZE"):
        assert name in str(refusal.value)


@pytest.mark.parametrize(
    "key", ["changeme", base64.b64encode(bytes(32)).decode(), base64.b64encode(b"short").decode()]
)
def test_a_placeholder_is_no_key(key: str) -> None:
    with pytest.raises(SettingsError, match="32 random bytes"):
        load_settings({**PRODUCTION, "SKILLSPASS_KEY_ENCRYPTION_KEY": key})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    settings = load_settings({"SKILLSPASS_KEY_ENCRYPTION_KEY_FILE": str(file)})
    assert settings.key_encryption_keys == {1: bytes(range(32))}
    with pytest.raises(SettingsError, match="DATABASE_URL_FILE"):
        load_settings({"DATABASE_URL_FILE": str(tmp_path / "absent")})


def test_the_authorities_of_certificates_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "authorities.pem"
    file.write_bytes(AUTHORITY.certificate.public_bytes(Encoding.PEM))
    settings = load_settings({"SKILLSPASS_CERTIFICATE_AUTHORITIES": str(file)})
    assert settings.certificate_authorities == (AUTHORITY.certificate,)
    file.write_text("no certificate")
    for path in (file, tmp_path / "absent"):
        with pytest.raises(SettingsError, match="CERTIFICATE_AUTHORITIES"):
            load_settings({"SKILLSPASS_CERTIFICATE_AUTHORITIES": str(path)})


def test_an_older_key_is_kept_to_open_what_it_sealed() -> None:
    older = base64.b64encode(bytes(range(100, 132))).decode()
    settings = load_settings(
        {
            "SKILLSPASS_KEY_ENCRYPTION_KEY": KEY,
            "SKILLSPASS_KEY_ENCRYPTION_KEY_VERSION": "2",
            "SKILLSPASS_KEY_ENCRYPTION_KEY_V1": older,
        }
    )
    assert sorted(settings.key_encryption_keys) == [1, 2]


def test_no_fault_can_be_switched_on_in_production() -> None:
    with pytest.raises(SettingsError, match="FAULT"):
        load_settings({**PRODUCTION, "SKILLSPASS_FAULT": "after_sign"})


def test_secrets_are_not_in_the_text_of_the_settings() -> None:
    assert "\\x01\\x02" not in repr(load_settings(PRODUCTION))


def test_the_next_key_opens_before_it_seals() -> None:
    following = base64.b64encode(bytes(range(100, 132))).decode()
    settings = load_settings({**PRODUCTION, "SKILLSPASS_KEY_ENCRYPTION_KEY_V2": following})
    assert settings.key_encryption_key_version == 1
    assert sorted(settings.key_encryption_keys) == [1, 2]


@pytest.mark.parametrize(
    "contact", ["mailto:meld@passport.example", "https://passport.example/meld", "tel:+31-1"]
)
def test_weaknesses_are_reported_to_an_address_of_the_operator(contact: str) -> None:
    assert load_settings({"SKILLSPASS_SECURITY_CONTACT": contact}).security_contact == contact


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURITY_CONTACT", "meld@passport.example"),
        ("SECURITY_CONTACT", "http://passport.example"),
        ("SECURITY_CONTACT", "mailto:a@b\nExpires: never"),
        ("OPERATOR_EMAIL", "nobody"),
        ("OPERATOR_EMAIL", "a@b c"),
    ],
)
def test_a_contact_that_cannot_be_used_is_a_fault(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({f"SKILLSPASS_{name}": value})


MAIL = {"SKILLSPASS_SMTP_URL": "smtp://u:p@mail.example:587", "SKILLSPASS_MAIL_FROM": "paspoort@post.example"}


@pytest.mark.parametrize(
    "changes",
    [
        {"SKILLSPASS_SMTP_URL": "https://mail.example"},
        {"SKILLSPASS_SMTP_URL": "smtp+insecure://mail.example"},
        {"SKILLSPASS_MAIL_FROM": ""},
        {"SKILLSPASS_MAIL_FROM": "paspoort@post.example\nBcc: x@post.example"},
        {"SKILLSPASS_MAIL_BOUNCES": "terug"},
    ],
)
def test_mail_without_a_proper_server_or_sender_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL|MAIL_FROM|MAIL_BOUNCES"):
        load_settings({**PRODUCTION, **MAIL, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"SKILLSPASS_SMS_URL": "http://sms.example/send"},
        {"SKILLSPASS_SMS_URL": "https://sms.example:8443/send"},
        {"SKILLSPASS_SMS_URL": "https://user:secret@sms.example/send"},
        {"SKILLSPASS_SMS_TOKEN": ""},
        {"SKILLSPASS_SMS_SENDER": "Vaardighedenpaspoort"},
        {"SKILLSPASS_SMS_SENDER": "A\nB"},
    ],
)
def test_text_messages_without_a_proper_provider_are_refused(changes: dict[str, str]) -> None:
    texts = {"SKILLSPASS_SMS_URL": "https://sms.example/send", "SKILLSPASS_SMS_TOKEN": "geheim"}
    assert load_settings({**PRODUCTION, **texts}).sms_sender == "Paspoort"
    with pytest.raises(SettingsError, match="SMS_URL|SMS_TOKEN|SMS_SENDER"):
        load_settings({**PRODUCTION, **texts, **changes})


def test_mail_comes_from_an_address_of_its_own_or_of_the_service() -> None:
    assert load_settings({**PRODUCTION, **MAIL}).mail_domain == "post.example"
    assert load_settings(PRODUCTION).mail_sender == "noreply@passport.example"
    assert load_settings({}).mail_sender == "noreply@localhost.invalid"
    neighbour = {"SKILLSPASS_SMTP_URL": "smtp+insecure://mailpit:1025"}
    assert load_settings({**PRODUCTION, **MAIL, **neighbour}).smtp_url == "smtp+insecure://mailpit:1025"


def test_the_names_of_a_model_may_be_others_but_must_be_names() -> None:
    given = {"SKILLSPASS_COMPETENTNL_NAMESPACES": "https://a.example/def# https://b.example/def/"}
    assert load_settings(given).competentnl_namespaces == ("https://a.example/def#", "https://b.example/def/")
    assert len(load_settings({}).competentnl_namespaces) == 2
    with pytest.raises(SettingsError, match="NAMESPACES"):
        load_settings({"SKILLSPASS_COMPETENTNL_NAMESPACES": "https://a.example/def> DROP"})


def test_evidence_files_stand_in_the_data_folder_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    assert load_settings({"SKILLSPASS_DATA_DIR": str(tmp_path)}).upload_dir == tmp_path / "uploads"
    elsewhere = {"SKILLSPASS_UPLOAD_DIR": str(tmp_path / "elsewhere")}
    assert load_settings(elsewhere).upload_dir == tmp_path / "elsewhere"


@pytest.mark.parametrize("number", ["0", "201", "many"])
def test_one_evidence_file_has_a_size_that_a_dossier_can_keep(number: str) -> None:
    with pytest.raises(SettingsError, match="SKILLSPASS_MOST_UPLOAD_MB"):
        load_settings({"SKILLSPASS_MOST_UPLOAD_MB": number})
