"""The JSON answer of a verification, built directly: it is the hottest path of the service.

The members are those of `schemas.VerificationView`; a test keeps the two equal.
"""

from typing import Any

from app.credentials.assessment import POINTS, AssessmentSummary, NamedLink
from app.credentials.model import Alignment, ValidationLevel
from app.credentials.report import VerificationReport
from app.credentials.skill_match import read_target_type
from app.holding.levels import level_in_language
from app.holding.wording import Phrasebook, local_date
from app.trust.recognitions import Recognition
from app.verifying.report import Facts, Judgement, facts_of
from app.verifying.verify import Verification
from app.verifying.wording import check_sentence, deciding_sentence

JsonObject = dict[str, Any]


def verification_answer(verification: Verification, phrasebook: Phrasebook) -> JsonObject:
    """The members of VerificationView; instants and words of an enumeration stay so for orjson to write."""
    results = [_result(judgement, phrasebook) for judgement in verification.judgements]
    worst = next((result for result in results if result["verdict"] == verification.verdict.value), None)
    return {
        "verdict": verification.verdict.value,
        "code": worst["code"] if worst else verification.code,
        "detail": worst["detail"] if worst else phrasebook.translate(verification.detail),
        "checkedAt": verification.checked_at,
        "results": results,
        "selfDeclared": [{"name": one.name, "words": one.words} for one in verification.own_skills],
        "receipt": None,
        "lerRs": None,
    }


def _result(judgement: Judgement, phrasebook: Phrasebook) -> JsonObject:
    report = judgement.report
    facts = facts_of(judgement)
    return {
        "verdict": report.verdict.value,
        "code": report.deciding.code,
        "detail": deciding_sentence(report).in_words(phrasebook),
        "format": report.format,
        "cryptosuites": list(report.cryptosuites),
        "checks": _checks(report, phrasebook),
        "hasNewer": judgement.has_newer,
        "credential": None if facts is None else _credential(facts),
    }


def _checks(report: VerificationReport, phrasebook: Phrasebook) -> list[JsonObject]:
    return [
        {
            "check": check.name,
            "outcome": check.outcome,
            "code": check.code,
            "problemType": check.problem_type,
            "detail": check_sentence(check, report).in_words(phrasebook),
        }
        for check in report.checks
    ]


def _credential(facts: Facts) -> JsonObject:
    return {
        "id": facts.id,
        "name": facts.title,
        "description": facts.description,
        "criteria": facts.criteria,
        "level": None if facts.level is None else _level(facts.level),
        "holderName": facts.holder_name,
        "issuer": _issuer(facts),
        "recognitions": [_recognition(one) for one in facts.recognitions],
        "assessorRole": facts.assessor_role,
        "assessedOn": None if facts.assessed_at is None else local_date(facts.assessed_at),
        "lastShownOn": None if facts.last_shown_at is None else local_date(facts.last_shown_at),
        "assessment": None if facts.assessment is None else _assessment(facts.assessment),
        "supersedes": facts.supersedes,
        "evidence": [
            {"name": evidence.name, "summary": evidence.narrative, "kind": evidence.genre}
            for evidence in facts.evidence
        ],
        "alignments": [_alignment(alignment) for alignment in facts.alignments],
        "validFrom": facts.valid_from,
        "validUntil": facts.valid_until,
    }


def _issuer(facts: Facts) -> JsonObject:
    known = facts.registered
    return {
        "did": facts.issuer_did,
        "name": facts.issuer_name,
        "website": facts.issuer_website,
        "state": known and known.state,
        "registeredFrom": known and known.registered_from,
        "registeredUntil": known and known.registered_until,
        "successorDid": known and known.successor_did,
    }


def _recognition(one: Recognition) -> JsonObject:
    scope = one.scope
    return {
        "id": one.id,
        "recogniserDid": one.recogniser_did,
        "recogniserName": one.recogniser_name,
        "skillSetUri": scope.skill_set_uri,
        "skillSetName": scope.skill_set_name,
        "highestLevel": scope.highest_level,
        "recognisedFrom": one.recognised_from,
        "recognisedUntil": one.ends_at,
    }


def _alignment(alignment: Alignment) -> JsonObject:
    match = read_target_type(alignment.target_type)
    return {
        "name": alignment.target_name,
        "url": alignment.target_url,
        "framework": alignment.target_framework,
        "code": alignment.target_code,
        "language": match and match.language,
        "matchType": match and match.match_type,
        "layer": match and match.layer,
        "definition": alignment.target_description,
    }


def _assessment(summary: AssessmentSummary) -> JsonObject:
    mastery = summary.mastery
    return {
        "phase": summary.phase,
        "method": summary.method,
        "standard": _link(summary.standard),
        "checklist": dict(zip(POINTS, summary.checklist, strict=True)) if summary.checklist else None,
        "secondRole": summary.second_role,
        "qualityScheme": summary.quality_scheme,
        "confirmerRelation": summary.confirmer_relation,
        "reference": _link(summary.reference),
        "mastery": mastery and {"code": mastery.code, "name": mastery.name, "descriptor": mastery.descriptor},
        "reasons": summary.reasons,
    }


def _link(link: NamedLink | None) -> JsonObject | None:
    return None if link is None else {"name": link.name, "url": link.url}


def _level(level: ValidationLevel) -> JsonObject:
    dutch, english = level_in_language(level, "nl"), level_in_language(level, "en")
    return {
        "number": level.number,
        "name": {"nl": dutch.name, "en": english.name},
        "meaning": {"nl": dutch.meaning, "en": english.meaning},
    }
