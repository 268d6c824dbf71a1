"""Chains of certificates: which lead to a trusted authority, and which do not."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

from app.credentials.errors import KeyNotTrusted
from app.credentials.identifiers.x509 import prove_chain, read_certificate, read_x5c
from app.credentials.keys.signer import LocalSigner
from app.credentials.materials import IssuerKey
from tests.unit.credentials.cases import DAY, NOW

ISSUER = "https://vaardig.example/regio"
DID = "did:web:vaardig.example"
KID = f"{ISSUER}#leaf"
SAN = (x509.DNSName("vaardig.example"), x509.UniformResourceIdentifier(DID))
SIGNING = "digital_signature"
CERTIFYING = "key_cert_sign"
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in names for name in USAGES})


@dataclass(frozen=True)
class Made:
    certificate: x509.Certificate
    key: Any


def make(
    name: str,
    parent: Made | None = None,
    *,
    is_authority: bool = False,
    path_length: int | None = None,
    key: Any = None,
    names: Sequence[x509.GeneralName] | None = SAN,
    usages: x509.KeyUsage | None = None,
    extra: Sequence[tuple[x509.ExtensionType, bool]] = (),
    days: tuple[int, int] = (-10, 10),
) -> Made:
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = key if parent is None else parent.key
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if parent is None else parent.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if is_authority:
        builder = builder.add_extension(x509.BasicConstraints(True, path_length), critical=True)
        builder = builder.add_extension(usages or usage(CERTIFYING), critical=True)
    else:
        builder = builder.add_extension(usages or usage(SIGNING), critical=True)
        if names is not None:
            builder = builder.add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    return Made(
        builder.sign(signer, SHA256() if isinstance(signer, ec.EllipticCurvePrivateKey) else None), key
    )


ROOT = make("root", is_authority=True)
MIDDLE = make("middle", ROOT, is_authority=True, path_length=0)
LEAF = make("leaf", MIDDLE)


def prove(*chain: Made, issuer: str = ISSUER, anchors: Sequence[Made] = (ROOT,), at: Any = NOW) -> IssuerKey:
    return prove_chain(
        [made.certificate for made in chain],
        anchors=[made.certificate for made in anchors],
        issuer=issuer,
        kid=KID,
        now=at,
    )


@pytest.mark.parametrize("issuer", [ISSUER, "https://vaardig.example", DID])
def test_a_chain_in_order_to_a_trusted_authority_gives_the_key_of_its_leaf(issuer: str) -> None:
    found = prove(LEAF, MIDDLE, issuer=issuer)
    assert found.public.verifies(b"bytes", LocalSigner(KID, LEAF.key).sign(b"bytes"))
    assert (found.public.kid, found.valid_from, found.retired_at) == (KID, NOW - 10 * DAY, None)


def test_the_authority_itself_may_stand_at_the_end_of_the_chain() -> None:
    assert prove(LEAF, MIDDLE, ROOT) == prove(LEAF, MIDDLE)


def test_a_chain_may_be_one_certificate_long() -> None:
    assert prove(make("leaf", ROOT)).public.kid == KID


@pytest.mark.parametrize(
    "chain",
    [
        (LEAF,),
        (MIDDLE, LEAF),
        (LEAF, ROOT, MIDDLE),
        (LEAF, MIDDLE, make("other", ROOT, is_authority=True)),
        (make("leaf", make("root", is_authority=True)),),
        (ROOT,),
        (make("self"),),
        (make("leaf", make("not an authority", ROOT)),),
        (
            make("leaf", make("too deep", MIDDLE, is_authority=True)),
            make("too deep", MIDDLE, is_authority=True),
            MIDDLE,
        ),
    ],
)
def test_another_way_to_the_authority_is_refused(chain: tuple[Made, ...]) -> None:
    with pytest.raises(KeyNotTrusted):
        prove(*chain)


def test_an_authority_below_its_allowed_depth_is_refused() -> None:
    deep = make("deep", MIDDLE, is_authority=True)
    with pytest.raises(KeyNotTrusted):
        prove(make("leaf", deep), deep, MIDDLE)


@pytest.mark.parametrize("days", [-11, 11, 4000])
def test_a_certificate_counts_only_within_its_time(days: int) -> None:
    with pytest.raises(KeyNotTrusted):
        prove(LEAF, MIDDLE, at=NOW + days * DAY)


def test_an_authority_counts_only_within_its_time() -> None:
    old = make("old", ROOT, is_authority=True, days=(-10, -5))
    with pytest.raises(KeyNotTrusted):
        prove(make("leaf", old), old)


def test_an_authority_that_may_not_certify_is_refused() -> None:
    odd = make("odd", ROOT, is_authority=True, usages=usage(SIGNING))
    with pytest.raises(KeyNotTrusted):
        prove(make("leaf", odd), odd)


@pytest.mark.parametrize(
    "changes",
    [
        {"usages": usage("key_agreement")},
        {"usages": usage(SIGNING, CERTIFYING)},
        {"names": None},
        {"names": (x509.DNSName("elders.example"),)},
        {"names": (x509.DNSName("*.example"),)},
        {"names": (x509.UniformResourceIdentifier("https://vaardig.example/regio/"),)},
        {"extra": ((x509.BasicConstraints(True, None), True),)},
        {"extra": ((x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),)},
        {"key": ec.generate_private_key(ec.SECP521R1())},
        {"key": rsa.generate_private_key(65537, 2048)},
    ],
)
def test_a_leaf_that_is_not_for_signing_as_the_issuer_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(KeyNotTrusted):
        prove(make("leaf", MIDDLE, **changes), MIDDLE)


@pytest.mark.parametrize(
    "extra",
    [
        (x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00"), False),
        (x509.BasicConstraints(False, None), True),
    ],
)
def test_what_may_be_ignored_is_ignored(extra: tuple[x509.ExtensionType, bool]) -> None:
    assert prove(make("leaf", MIDDLE, extra=(extra,)), MIDDLE).public.kid == KID


def test_an_authority_bound_to_other_names_cannot_vouch() -> None:
    bound = make(
        "bound",
        ROOT,
        is_authority=True,
        extra=((x509.NameConstraints([x509.DNSName("elders.example")], None), True),),
    )
    with pytest.raises(KeyNotTrusted):
        prove(make("leaf", bound, names=SAN[:1]), bound)


def test_the_name_of_a_host_speaks_for_https_issuers_only() -> None:
    with pytest.raises(KeyNotTrusted, match="name the issuer"):
        prove(LEAF, MIDDLE, issuer="http://vaardig.example/regio")


def test_without_authorities_nothing_is_trusted() -> None:
    with pytest.raises(KeyNotTrusted, match="No authority"):
        prove(LEAF, MIDDLE, anchors=())


def test_a_leaf_may_hold_an_ed25519_key() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    found = prove(make("leaf", MIDDLE, key=key), MIDDLE)
    assert found.public.verifies(b"bytes", key.sign(b"bytes"))


def test_certificates_are_read_from_the_header_in_order() -> None:
    member = [b64encode(made.certificate.public_bytes(Encoding.DER)).decode() for made in (LEAF, MIDDLE)]
    assert read_x5c(member) == (LEAF.certificate, MIDDLE.certificate)


@pytest.mark.parametrize(
    "member", [None, "", [], ["!"], [1], ["AAAA"], ["é"], ["A"], ["AAAA"] * 6, ["A" * 40_000], [[]]]
)
def test_what_is_no_list_of_certificates_is_refused(member: Any) -> None:
    with pytest.raises(KeyNotTrusted):
        read_x5c(member)


def test_a_certificate_in_text_form_is_refused() -> None:
    with pytest.raises(KeyNotTrusted):
        read_certificate(LEAF.certificate.public_bytes(Encoding.PEM))
