"""The share page in every state it can show, without needing a broken or unreachable world to get there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from starlette.requests import Request

from app.verifying.page_models import (
    AlignmentLine,
    CheckLine,
    CredentialCard,
    EvidenceLine,
    LevelBadge,
    SharePage,
)
from app.web.qr import qr_svg
from app.web.rendering import render

_NOW: Final = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
_CHECKS: Final = tuple(
    CheckLine(check, "ok", "passed", "klopt", label, sentence)
    for check, label, sentence in (
        ("format", "Soort bewijs", "Dit is een bewijs dat wij kunnen lezen."),
        ("signature", "Handtekening", "De handtekening klopt. Niemand heeft het bewijs veranderd."),
        ("validity_period", "Niet verlopen", "Het bewijs is niet verlopen."),
        ("status_revocation", "Niet ingetrokken", "Het bewijs is niet ingetrokken."),
        ("issuer_registered", "Organisatie bekend", "De organisatie staat in het register."),
    )
)
_CARD: Final = CredentialCard(
    verdict="valid",
    verdict_title="Dit bewijs is geldig",
    reason=None,
    disclosure="full",
    checks=_CHECKS,
    title="Veilig werken met een heftruck",
    description="Rijdt veilig met een heftruck in een magazijn. Let op mensen, lading en vloer.",
    criteria=("Controleert de heftruck voor het rijden.", "Tilt en stapelt pallets tot 6 meter hoog."),
    level=LevelBadge(3, "Beoordeeld", "Een onafhankelijke beoordelaar heeft dit beoordeeld."),
    holder_name="Amina Ünal",
    issuer_name="Samenwerkingsverband Logistiek Zuid",
    issuer_website="https://logistiek-zuid.example",
    issuer_is_registered=True,
    assessor_role="Praktijkopleider magazijn",
    assessed_on=date(2026, 9, 14),
    valid_from=date(2026, 9, 15),
    valid_until=date(2029, 9, 15),
    evidence=(EvidenceLine("Observatie op het werk", "2 uur meegelopen in het magazijn.", "observation"),),
    alignments=(
        AlignmentLine(
            "heftruck besturen",
            "http://data.europa.eu/esco/skill/b7e3a1d6",
            "ESCO",
            "S8.2.1",
            meaning="Een heftruck veilig gebruiken om goederen te verplaatsen.",
        ),
        AlignmentLine(
            "stapelen op hoogte",
            None,
            None,
            None,
            language="nl",
            meaning="Zet pallets veilig boven elkaar.",
            is_own_term=True,
        ),
    ),
)
_FAILED: Final = replace(_CHECKS[1], outcome="failed", outcome_word="klopt niet", sentence="Dit klopt niet.")
_UNKNOWN: Final = replace(
    _CHECKS[3],
    outcome="unknown",
    outcome_word="weten wij niet",
    sentence="Dit konden wij nu niet controleren.",
)
_SKIPPED: Final = replace(
    _CHECKS[4], outcome="skipped", outcome_word="niet gecontroleerd", sentence="Dit keken wij niet na."
)
_EXPIRED: Final = "Let op: al een tijd niet bevestigd. Dit bewijs telde tot 3 september 2026."
_CAUTION: Final = replace(_CARD, verdict="caution", verdict_title="Let op", reason=_EXPIRED)
_STRANGER: Final = replace(
    _CAUTION,
    level=LevelBadge(0, "Zelf opgeschreven", "Niemand heeft dit gecontroleerd."),
    issuer_is_registered=False,
    issuer_note="staat niet in het register",
    reason="Let op: deze organisatie staat niet in ons register.",
)
_REVOKED: Final = CredentialCard(
    verdict="invalid",
    verdict_title="Dit bewijs is niet geldig",
    reason="Dit bewijs is ingetrokken.",
    disclosure="brief",
    checks=(*_CHECKS[:3], replace(_FAILED, label="Niet ingetrokken"), _SKIPPED),
    title=_CARD.title,
    issuer_name=_CARD.issuer_name,
    issuer_is_registered=True,
    valid_from=_CARD.valid_from,
)
_TAMPERED: Final = CredentialCard(
    verdict="invalid",
    verdict_title="Dit bewijs is niet geldig",
    reason="Dit bewijs is veranderd. Vertrouw het niet.",
    disclosure="none",
    checks=(_CHECKS[0], _FAILED, _SKIPPED),
)
_SILENT: Final = replace(
    _CARD,
    verdict="indeterminate",
    verdict_title="Wij kunnen dit nu niet controleren",
    reason="Wij kunnen nu niet zien of dit bewijs is ingetrokken. Probeer het later.",
    checks=(*_CHECKS[:3], _UNKNOWN),
)
_CARDS: Final = {
    "valid": (_CARD,),
    "caution": (_CAUTION,),
    "revoked": (_REVOKED,),
    "tampered": (_TAMPERED,),
    "indeterminate": (_SILENT,),
    "mixed": (_REVOKED, _STRANGER, _CARD),
}
STATES: Final = tuple(_CARDS)


def share_page(name: str, address: str) -> SharePage:
    """The page of one of STATES, with all details open but for two that offer them."""
    cards = _CARDS[name]
    first = cards[0]
    return SharePage(
        verdict=first.verdict,
        verdict_title=first.verdict_title,
        verdict_sentence=first.reason or "Dit bewijs is geldig.",
        checked_at=_NOW,
        cards=cards,
        purpose="Sollicitatie als magazijnmedewerker",
        recipient_label="Bakker Transport",
        link_expires_at=_NOW + timedelta(days=30),
        details_open=name not in ("caution", "mixed"),
        can_retry=first.verdict == "indeterminate",
        action="/s/state",
        receipt=None,
        keep_sentence="Dit ontvangstbewijs mag u houden.",
        address=address,
        host="127.0.0.1",
        qr_svg=qr_svg(address),
        identity_sentence="Wilt u zeker weten wie dit is? Vraag om een identiteitsbewijs.",
        compare_sentence="Vergelijk de naam met dat identiteitsbewijs. Maak daar geen kopie van.",
        not_checked=("Wij weten niet of deze persoon voor u staat.",),
    )


def render_state(name: str, address: str) -> bytes:
    """The page of one of STATES as the service would send it, in Dutch."""
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": f"/s/state-{name}",
        "query_string": b"taal=nl",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-language", b"nl")],
    }
    return bytes(render(Request(scope), "verifying/share.html", page=share_page(name, address)).body)
