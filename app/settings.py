"""One frozen Settings, read once from SKILLSPASS_… and DATABASE_URL; the only module that reads the environment."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates

ROOT = Path(__file__).resolve().parents[1]
_CONTACT = re.compile(r"(https://|mailto:|tel:)[!-~]+")  # RFC 9116, section 2.5.3
_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+")
# The part of UWV has a newer and an older name.
COMPETENTNL_NAMESPACES = (
    "https://linkeddata.competentnl.nl/uwv/def/competentnl_uwv#",
    "https://linkeddata.competentnl.nl/def/uwv-ontology#",
)
_SMS_SENDER = re.compile(r"[A-Za-z0-9]{3,11}|\+[1-9][0-9]{6,14}")
_NAMESPACE = re.compile(r"https?://[!#-;=?-~]+[#/]")
_UPLOAD_MB = range(1, 201)  # a dossier keeps 200 MB in all
FAULTS = {"after_reserve", "after_sign", "after_store"}


class SettingsError(Exception):
    """The settings cannot be used; the message lists everything that is wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs. Defaults serve a developer's machine with the embedded database."""

    environment: str = "development"
    public_url: str = "http://localhost:8000"
    database_url: str | None = None
    owner_database_url: str | None = None
    data_dir: Path = ROOT / ".data"
    upload_dir: Path = ROOT / ".data" / "uploads"
    most_upload_mb: int = 100
    erasure_journal: Path = ROOT / ".data" / "erasures.jsonl"
    certificate_authorities: tuple[Certificate, ...] = ()
    key_encryption_keys: Mapping[int, bytes] = field(default_factory=dict, repr=False)
    key_encryption_key_version: int = 1
    key_pre_active: timedelta = timedelta(0)
    operator_name: str = "Operator of this service"
    operator_email: str | None = None
    security_contact: str | None = None
    metrics_token: str | None = field(default=None, repr=False)
    trusted_proxies: str = "127.0.0.1"
    log_level: str = "INFO"
    with_worker: bool = False
    vc_api: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    mail_bounces: str | None = None
    sms_url: str | None = None
    sms_token: str | None = field(default=None, repr=False)
    sms_sender: str = "Paspoort"
    pool_size: int = 20
    fault: str | None = None
    competentnl_key: str | None = field(default=None, repr=False)
    competentnl_namespaces: tuple[str, ...] = COMPETENTNL_NAMESPACES

    @property
    def is_production(self) -> bool:
        """Whether placeholder secrets, plain http and faults are refused."""
        return self.environment == "production"

    @property
    def host(self) -> str:
        """The only host name (with port, if any) this service answers to."""
        return urlsplit(self.public_url).netloc

    @property
    def mail_sender(self) -> str:
        """The address that mail comes from."""
        return self.mail_from or f"noreply@{self.mail_domain}"

    @property
    def mail_domain(self) -> str:
        """The host name in the Message-ID of mail."""
        if self.mail_from is not None:
            return self.mail_from.rpartition("@")[2]
        host = urlsplit(self.public_url).hostname or "localhost"
        return host if "." in host else f"{host}.invalid"

    @property
    def is_secure(self) -> bool:
        """Whether the public address is https."""
        return self.public_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings. Raises SettingsError that names every fault at once."""
    source = os.environ if environ is None else environ
    faults: list[str] = []
    settings = _read(source, faults)
    faults += _find_faults(settings)
    if faults:
        raise SettingsError("; ".join(faults))
    return settings


def _read(environ: Mapping[str, str], faults: list[str]) -> Settings:
    def get(name: str, default: str = "") -> str:
        return _secret(environ, f"SKILLSPASS_{name}", faults) or default

    data_dir = Path(get("DATA_DIR", str(ROOT / ".data"))).resolve()
    version = _number(get("KEY_ENCRYPTION_KEY_VERSION", "1"), "SKILLSPASS_KEY_ENCRYPTION_KEY_VERSION", faults)
    return Settings(
        environment=get("ENVIRONMENT", "development"),
        public_url=get("PUBLIC_URL", "http://localhost:8000").rstrip("/"),
        database_url=_secret(environ, "DATABASE_URL", faults) or None,
        owner_database_url=get("OWNER_DATABASE_URL") or None,
        data_dir=data_dir,
        upload_dir=Path(get("UPLOAD_DIR", str(data_dir / "uploads"))).resolve(),
        erasure_journal=Path(get("ERASURE_JOURNAL", str(data_dir / "erasures.jsonl"))).resolve(),
        certificate_authorities=_certificates(get("CERTIFICATE_AUTHORITIES"), faults),
        most_upload_mb=_number(get("MOST_UPLOAD_MB", "100"), "SKILLSPASS_MOST_UPLOAD_MB", faults),
        key_encryption_keys=_keys(environ, version, faults),
        key_encryption_key_version=version,
        key_pre_active=timedelta(
            seconds=_number(get("KEY_PRE_ACTIVE_SECONDS", "0"), "SKILLSPASS_KEY_PRE_ACTIVE_SECONDS", faults)
        ),
        operator_name=get("OPERATOR_NAME", "Operator of this service"),
        operator_email=get("OPERATOR_EMAIL") or None,
        security_contact=get("SECURITY_CONTACT") or None,
        metrics_token=get("METRICS_TOKEN") or None,
        trusted_proxies=get("TRUSTED_PROXIES", "127.0.0.1"),
        log_level=get("LOG_LEVEL", "INFO"),
        with_worker=get("WITH_WORKER") == "true",
        vc_api=get("VC_API") == "true",
        smtp_url=get("SMTP_URL") or None,
        mail_from=get("MAIL_FROM") or None,
        mail_bounces=get("MAIL_BOUNCES") or None,
        sms_url=get("SMS_URL") or None,
        sms_token=get("SMS_TOKEN") or None,
        sms_sender=get("SMS_SENDER", "Paspoort"),
        pool_size=_number(get("POOL_SIZE", "20"), "SKILLSPASS_POOL_SIZE", faults),
        fault=get("FAULT") or None,
        competentnl_key=get("COMPETENTNL_KEY") or None,
        competentnl_namespaces=tuple(get("COMPETENTNL_NAMESPACES").split()) or COMPETENTNL_NAMESPACES,
    )


def _secret(environ: Mapping[str, str], name: str, faults: list[str]) -> str:
    """The value, or what stands in the file that `<name>_FILE` names."""
    file = environ.get(f"{name}_FILE")
    if not file:
        return environ.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        faults.append(f"{name}_FILE cannot be read: {error.strerror}")
        return ""


def _keys(environ: Mapping[str, str], current: int, faults: list[str]) -> dict[int, bytes]:
    """The current key, and under `SKILLSPASS_KEY_ENCRYPTION_KEY_V<n>` older ones and the next.

    The next opens what a process that was restarted earlier sealed: without it a change of keys has a gap.
    """
    texts = {current: _secret(environ, "SKILLSPASS_KEY_ENCRYPTION_KEY", faults)}
    for version in (*range(1, current), current + 1):
        texts[version] = _secret(environ, f"SKILLSPASS_KEY_ENCRYPTION_KEY_V{version}", faults)
    keys: dict[int, bytes] = {}
    for version, text in texts.items():
        if not text:
            continue
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error:
            key = b""
        if len(key) == 32 and len(set(key)) > 8:
            keys[version] = key
        else:
            faults.append(f"key-encryption key {version} must be 32 random bytes in base64")
    return keys


def _certificates(path: str, faults: list[str]) -> tuple[Certificate, ...]:
    if not path:
        return ()
    try:
        return tuple(load_pem_x509_certificates(Path(path).read_bytes()))
    except (OSError, ValueError):
        faults.append("SKILLSPASS_CERTIFICATE_AUTHORITIES must name a file with certificates in PEM")
        return ()


def _number(value: str, name: str, faults: list[str]) -> int:
    if value.isascii() and value.isdigit():
        return int(value)
    faults.append(f"{name} must be a whole number")
    return 1


def _find_faults(settings: Settings) -> list[str]:
    faults = []
    address = urlsplit(settings.public_url)
    if address.scheme not in {"http", "https"} or not address.netloc or address.path or address.query:
        faults.append(
            "SKILLSPASS_PUBLIC_URL must be an address without a path, like https://passport.example"
        )
    if settings.environment not in {"development", "test", "production"}:
        faults.append("SKILLSPASS_ENVIRONMENT must be development, test or production")
    if settings.most_upload_mb not in _UPLOAD_MB:
        faults.append("SKILLSPASS_MOST_UPLOAD_MB must be a number from 1 to 200")
    if settings.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        faults.append("SKILLSPASS_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    if settings.fault is not None and (settings.fault not in FAULTS or settings.is_production):
        faults.append("SKILLSPASS_FAULT is for tests of crashes only: " + ", ".join(sorted(FAULTS)))
    if not all(_NAMESPACE.fullmatch(space) for space in settings.competentnl_namespaces):
        faults.append("SKILLSPASS_COMPETENTNL_NAMESPACES must be addresses that end in # or /, with spaces")
    faults += _find_contact_faults(settings)
    faults += _find_mail_faults(settings)
    faults += _find_text_faults(settings)
    if settings.is_production:
        faults += _find_production_faults(settings)
    return faults


def _find_contact_faults(settings: Settings) -> list[str]:
    faults = []
    contact, email = settings.security_contact, settings.operator_email
    if contact is not None and _CONTACT.fullmatch(contact) is None:
        faults.append("SKILLSPASS_SECURITY_CONTACT must begin with https://, mailto: or tel:")
    if email is not None and _EMAIL.fullmatch(email) is None:
        faults.append("SKILLSPASS_OPERATOR_EMAIL must be an e-mail address")
    return faults


def _find_mail_faults(settings: Settings) -> list[str]:
    faults = []
    for name, address in (("MAIL_FROM", settings.mail_from), ("MAIL_BOUNCES", settings.mail_bounces)):
        if address is not None and _EMAIL.fullmatch(address) is None:
            faults.append(f"SKILLSPASS_{name} must be an e-mail address")
    if settings.smtp_url is None:
        return faults
    server = urlsplit(settings.smtp_url)
    if server.scheme not in {"smtp", "smtps", "smtp+insecure"} or not server.hostname or server.path:
        faults.append("SKILLSPASS_SMTP_URL must be like smtp://user:password@mail.example:587, or smtps://")
    if settings.mail_from is None:
        faults.append("SKILLSPASS_MAIL_FROM is needed with SKILLSPASS_SMTP_URL")
    # A name without a dot is a neighbour on a private network, such as a mail catcher; anything else has TLS.
    if server.scheme == "smtp+insecure" and settings.is_production and "." in (server.hostname or ""):
        faults.append("SKILLSPASS_SMTP_URL must be smtp (with STARTTLS) or smtps in production")
    return faults


def _find_text_faults(settings: Settings) -> list[str]:
    faults = []
    if _SMS_SENDER.fullmatch(settings.sms_sender) is None:
        faults.append(
            "SKILLSPASS_SMS_SENDER must be 3 to 11 letters and digits, or a number like +31612345678"
        )
    if settings.sms_url is None:
        return faults
    address = urlsplit(settings.sms_url)
    if (
        address.scheme != "https"
        or not address.hostname
        or address.username
        or address.port not in {None, 443}
    ):
        faults.append("SKILLSPASS_SMS_URL must be an https address, without a port, a name or a password")
    if settings.sms_token is None or not settings.sms_token.isascii() or not settings.sms_token.isprintable():
        faults.append("SKILLSPASS_SMS_TOKEN (or _FILE) is needed with SKILLSPASS_SMS_URL, in plain letters")
    return faults


def _find_production_faults(settings: Settings) -> list[str]:
    faults = []
    if not settings.is_secure:
        faults.append("SKILLSPASS_PUBLIC_URL must be https in production")
    if settings.database_url is None:
        faults.append("DATABASE_URL is needed in production")
    if settings.key_encryption_key_version not in settings.key_encryption_keys:
        faults.append("SKILLSPASS_KEY_ENCRYPTION_KEY (or _FILE) is needed in production")
    return faults
