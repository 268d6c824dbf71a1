"""A mail says the same in text and in HTML, and fetches nothing."""

from html import unescape

from app.web.letters import Contents, write_letter

LINK = "https://passport.example/claim/abc"
CONTENTS = Contents(
    subject="Uw bewijzen staan klaar",
    heading="U krijgt 2 bewijzen",
    paragraphs=("Van: <b>Zuid</b> & Noord.", "De link werkt 1 keer."),
    action=("Haal mijn bewijzen op", LINK),
    code=("Of typ deze code:", "ABCD-EFGH-JKMN"),
    small_print=("Vragen? Bel 010 123 45 67.",),
)

TO = {"to": "sanne@mail.example", "purpose": "claim-link"}


def test_both_forms_hold_every_sentence_the_link_and_the_code() -> None:
    written = write_letter(CONTENTS, **TO, language="nl")
    assert written.subject == CONTENTS.subject
    for form in (written.text, unescape(written.html)):
        for sentence in (
            CONTENTS.heading,
            *CONTENTS.paragraphs,
            *CONTENTS.small_print,
            LINK,
            "ABCD-EFGH-JKMN",
        ):
            assert sentence in form


def test_what_people_wrote_is_text_and_not_markup() -> None:
    written = write_letter(CONTENTS, **TO, language="nl")
    assert "<b>Zuid" not in written.html
    assert '<html lang="nl">' in written.html


def test_nothing_is_fetched_and_nobody_is_followed() -> None:
    html = write_letter(CONTENTS, **TO, language="en").html
    for sign in ("<img", "src=", "url(", "<script", "<link"):
        assert sign not in html


def test_a_mail_may_be_short() -> None:
    short = Contents(subject="Hallo", heading="Hallo", paragraphs=("Dag.",))
    assert write_letter(short, **TO, language="nl").text == "Hallo\n\nDag.\n"
