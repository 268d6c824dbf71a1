"""Of every table of the database: whether something of a worker is kept in it, or why nothing is.

A new table fails `test_of_every_table_somebody_said_whether_a_worker_is_in_it` until it stands here. Where something of a
worker is kept, whole_person.py must put something of hers in it, and erasing must take it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Something of a worker, or of what she did: a row of hers is in each when she is erased.
HERS: Final = frozenset(
    {
        "appeals", "audit_events", "candidates", "claim_links", "claims", "co_sign_links", "credential_batch_chunks",
        "credential_batches", "credential_sheet_parts", "credential_sheets", "delivery_events", "disputes", "dossiers",
        "entry_codes", "envelopes", "evidence", "evidence_file_parts", "evidence_files", "follow_events", "guardians",
        "followed_credentials", "helped_sessions", "holder_contacts", "holder_events", "holder_passkeys",
        "holder_sessions", "holder_skills", "holders", "idempotent_requests", "issuances", "judgements", "mails",
        "passport_credentials", "passport_recoveries", "procrastinate_events", "procrastinate_jobs", "recipients",
        "second_judgements", "share_followers", "share_link_items", "share_links", "share_subscriptions", "share_views",
        "staff_views", "status_entries", "status_events", "vc_api_issuances", "webhook_attempts", "webhook_deliveries", "young_people",
    }
)  # fmt: skip
_STAFF: Final = "of members of staff and of systems of employers, who are removed by those who run them"
_ORGANISATION: Final = "of a partnership or an employer as such"
_PUBLIC: Final = "public, or made to be published"
_SERVICE: Final = "of the service itself"
_PASSING: Final = "a hash of something that was just made up, for minutes"
_BEFORE: Final = "ids of those who were erased, which are on purpose not forgotten"
NOT_HERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "address_changes", "invitations", "mandates", "memberships", "passkeys", "people", "sign_in_links",
            "staff_sessions", "systems",
        ),
        _STAFF,
    ),
    **dict.fromkeys(
        (
            "achievements", "api_keys", "audit_heads", "brandings", "credential_batch_errors", "described_concepts",
            "follow_positions", "organisations", "own_terms", "reference_keys", "signing_keys",
            "skill_set_achievements", "skill_sets", "status_lists", "term_mappings", "webhook_endpoints",
        ),
        _ORGANISATION,
    ),
    **dict.fromkeys(
        (
            "concept_mappings", "concept_names", "concept_relations", "concept_texts", "concept_vectors", "concepts",
            "framework_files", "framework_releases", "frameworks", "issuer_events", "issuer_keys", "recognition_drafts",
            "recognition_withdrawals", "recognitions", "registered_issuers", "skills", "word_grams",
        ),
        _PUBLIC,
    ),
    **dict.fromkeys(
        (
            "address_keys", "alembic_version", "cached_documents", "procrastinate_periodic_defers",
            "procrastinate_workers", "service_keys", "status_list_sightings",
        ),
        _SERVICE,
    ),
    **dict.fromkeys(("passkey_challenges", "vc_api_challenges"), _PASSING),
    "erasures": _BEFORE,
}  # fmt: skip
# Sealed columns of those tables with nothing of her in them.
OF_OTHERS: Final[Mapping[str, str]] = {
    "credential_sheets/header_sealed": "the headings of a sheet",
    "credential_sheet_parts/findings_sealed": "what is wrong with a row; her rows and theirs go together",
    "evidence_files/key_sealed": "the key of a file, under her own key",
    "second_judgements/role_sealed": "the role of who judged",
}
# Tables with other people in them.
OF_PEOPLE: Final = frozenset(table for table, why in NOT_HERS.items() if why in {_STAFF, _PASSING})
