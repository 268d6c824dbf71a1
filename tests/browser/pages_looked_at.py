"""Which pages a real browser looks at with axe-core, by the route that answers them.

`tests/architecture/test_pages_looked_at.py` compares these with the routes there are: a new page without a place fails.
"""

# Of a worker: `test_passport_pages.py` opens each, and holds each to the words of a short note.
PASSPORT_PAGES = (
    "/claim",
    "/claim/{secret}",
    "/claim/stop/{secret}",
    "/passport",
    "/passport/come-back",
    "/passport/erase",
    "/passport/erased",
    "/passport/events",
    "/passport/export",
    "/passport/helper",
    "/passport/lost",
    "/passport/own",
    "/passport/paper",
    "/passport/share",
    "/passport/shares",
    "/passport/shares/{shareLinkId}",
    "/passport/sign-in",
    "/passport/sign-in/code",
    "/passport/skills/{credentialId}",
    "/passport/skills/{credentialId}/wrong",
    "/passport/ways-in",
    "/passport/ways-in/code",
    "/passport/ways-in/new",
    "/passport/ways-in/{wayId}/remove",
    "/passport/who-looked",
)
# Of everybody, by the name under which `Site.address` makes their address; `test_pages.py` opens each.
PUBLIC_PAGES = {
    "home": "/",
    "share": "/s/{secret}",
    "share-many": "/s/{secret}",
    "cover": "/s/{secret}",
    "gone": "/s/{secret}",
    "achievement": "/achievements/{achievementId}/{version}",
    "partnership": "/partnerships/{slug}",
    "problem": "/problems/{slug}",
    "docs": "/docs",
    "levels": "/validation-levels",
    "levels-1": "/validation-levels/{version}",
    "skill-set": "/skill-sets/{skillSetId}/{version}",
    "systems": "/systems",
    "system-sent": "/systems/sent",
    "confirmed": "/confirmed",
}
# Reached in the middle of a story: the test that looks.
IN_A_STORY = {
    "/account": "test_rare_pages.py::test_another_mail_address",
    "/account/email": "test_rare_pages.py::test_another_mail_address",
    "/account/email/sent": "test_rare_pages.py::test_another_mail_address",
    "/account/passkeys/{passkey_id}/name": "test_rare_pages.py::test_a_passkey_and_its_name",
    "/check": "test_checking.py::test_the_page_is_accessible_in_every_state",
    "/confirm/{secret}": "test_judging.py::test_a_supervisor_confirms_without_account_or_scripts",
    "/desk/{slug}/disputes": "test_passport_pages.py::test_a_desk_that_helps_and_answers_is_accessible",
    "/desk/{slug}/disputes/{disputeId}": "test_passport_pages.py::test_a_desk_that_helps_and_answers_is_accessible",
    "/desk/{slug}/help": "test_passport_pages.py::test_a_desk_that_helps_and_answers_is_accessible",
    "/desk/{slug}/help/{recipientId}": "test_passport_pages.py::test_a_desk_that_helps_and_answers_is_accessible",
    "/desk/{slug}/recognitions": "test_register.py::test_the_desk_of_recognitions_is_accessible",
    "/desk/{slug}/recognitions/new": "test_register.py::test_the_desk_of_recognitions_is_accessible",
    "/desk/{slug}/recognitions/{recognitionId}": "test_register.py::test_the_desk_of_recognitions_is_accessible",
    "/guardian/{secret}": "test_passport_pages.py::test_who_is_not_sixteen_asks_a_parent_and_reads_from_when",
    "/invitation/{secret}": "test_rare_pages.py::test_inviting_and_being_invited",
    "/passport/from-sixteen": "test_passport_pages.py::test_who_is_not_sixteen_asks_a_parent_and_reads_from_when",
    "/passport/guardian": "test_passport_pages.py::test_who_is_not_sixteen_asks_a_parent_and_reads_from_when",
    "/register": "test_register.py::test_the_register_is_accessible_quiet_and_small",
    "/register/{did}": "test_register.py::test_the_register_is_accessible_quiet_and_small",
    "/sign-in": "test_staff.py::test_the_pages_of_staff_are_accessible",
    "/sign-in/code": "test_staff.py::test_the_pages_of_staff_are_accessible",
    "/sign-in/new-address/{secret}": "test_rare_pages.py::test_another_mail_address",
    "/sign-in/{secret}": "test_rare_pages.py::test_signing_in_by_mail",
    "/systems/confirm/{secret}": "test_rare_pages.py::test_an_employer_registers_a_system_and_keeps_its_keys",
    "/systems/keys": "test_rare_pages.py::test_an_employer_registers_a_system_and_keeps_its_keys",
    "/unsubscribe/{token}": "test_rare_pages.py::test_a_code_that_is_typed_and_mail_that_stops",
}
# Routes beside the pages that answer no page.
NO_PAGES = {
    "/branding/{slug}.css": "a style sheet",
    "/branding/{slug}/logo": "a picture",
    "/check/{kind}": "leads back to /check: answers are not kept",
    "/passport/shares/{shareLinkId}/paper": "a PDF",
    "/passport/skills/{credentialId}/picture": "a picture",
}
