"""The words for verdicts and checks."""

import re
from datetime import UTC, date, datetime

from app.credentials.report import CHECK_NAMES, Verdict, failed, passed, report_on, skipped, unknown
from app.holding.wording import FORM_PROBLEMS, Phrasebook, local_date
from app.verifying import wording
from tests.load.fixture import build_credential

DUTCH = Phrasebook("nl", lambda text: text, date.isoformat)
# Every code of the ground floor that a report can carry.
CODES = [
    "malformed_jws",
    "malformed_sd_jwt",
    "disclosure_invalid",
    "holder_binding_failed",
    "json_not_strict",
    "too_large",
    "canonicalization_budget",
    "json_too_deep",
    "malformed_container",
    "typ_mismatch",
    "alg_not_allowed",
    "key_not_trusted",
    "kid_issuer_mismatch",
    "bad_signature",
    "key_retired",
    "key_compromised",
    "context_not_allowed",
    "data_loss",
    "time_invalid",
    "not_yet_valid",
    "expired",
    "revoked",
    "suspended",
    "status_unavailable",
    "status_list_invalid",
    "decompressed_too_large",
    "issuer_unknown",
    "issuer_suspended",
    "issuer_ended",
    "issuer_unavailable",
    "keys_unavailable",
    "did_key_changed",
    "resolution_refused",
    "schema_mismatch",
    "malformed_proof",
    "proof_purpose_mismatch",
    "proof_expired",
    "proof_generation_failed",
    "unsupported_format",
    "part_withheld",
]
JARGON = ("credential", "badge", "certificaat", "uitgever", "verifi", "evidence", "assess", "wallet", "hash")


def _texts() -> list[str]:
    tables = (
        wording.VERDICT_TITLES,
        wording.MANY_VERDICT_TITLES,
        wording.MANY_VERDICT_SENTENCES,
        wording.DECIDING_SENTENCES,
        wording.CHECK_LABELS,
        wording.OUTCOME_WORDS,
        wording.ISSUER_NOTES,
        wording.ASSESSMENT_LABELS,
        wording.PHASES,
        FORM_PROBLEMS,
    )
    texts = [text for table in tables for text in table.values()]
    return [
        *texts,
        *wording.POINT_WORDS,
        wording.NEWER_NOTE,
        wording.OLDER_NOTE,
        wording.IDENTITY_SENTENCE,
        *wording.NOT_CHECKED,
        wording.LINK_GONE_SENTENCE,
    ]


def test_every_code_has_its_own_sentence() -> None:
    assert set(CODES) == set(wording.DECIDING_SENTENCES)


def test_every_check_and_every_verdict_has_words() -> None:
    assert set(wording.CHECK_LABELS) == set(CHECK_NAMES)
    for titles in (wording.VERDICT_TITLES, wording.MANY_VERDICT_TITLES, wording.MANY_VERDICT_SENTENCES):
        assert set(titles) == {verdict.value for verdict in Verdict}


def test_no_sentence_is_longer_than_fifteen_words() -> None:
    for text in _texts():
        for sentence in re.split(r"[.?!:]\s", text):
            assert len(sentence.split()) <= 15, sentence


def test_the_texts_are_free_of_jargon() -> None:
    for text in _texts():
        assert not any(word in text.lower() for word in JARGON), text


def test_an_expired_credential_is_long_not_confirmed_and_says_until_when_in_dutch_time() -> None:
    credential = build_credential()
    found = {name: passed(name) for name in CHECK_NAMES}
    found["validity_period"] = failed("validity_period", "expired", "")
    report = report_on(found, credential=credential, format="vc-jwt", raw=b"")
    sentence = wording.deciding_sentence(report).in_words(DUTCH)
    assert sentence == "Let op: al een tijd niet bevestigd. Dit bewijs telde tot 2031-09-01."


def test_a_date_just_before_midnight_utc_is_the_next_day_here() -> None:
    assert local_date(datetime(2026, 9, 2, 23, 30, tzinfo=UTC)) == date(2026, 9, 3)


def test_each_outcome_of_each_check_has_a_sentence() -> None:
    for name in CHECK_NAMES:
        for check in (passed(name), skipped(name), failed(name, "odd", ""), unknown(name, "odd", "")):
            report = report_on({name: check}, credential=None, format=None, raw=b"")
            assert wording.check_sentence(check, report).in_words(DUTCH)


def test_a_changed_credential_is_called_changed() -> None:
    found = {"signature": failed("signature", "bad_signature", "")}
    report = report_on(found, credential=None, format=None, raw=b"")
    assert wording.deciding_sentence(report).in_words(DUTCH) == "Dit bewijs is veranderd. Vertrouw het niet."
