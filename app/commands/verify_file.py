"""The command `verify`: what it reads, what it says, and the status it ends with."""

import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates

from app.commands.lasting import Concluded
from app.commands.offline import find_in_file, verify_offline
from app.commands.trusted import Trusted
from app.credentials.encoding import strict_json
from app.credentials.errors import CredentialError
from app.credentials.report import Verdict
from app.holding.wording import Phrasebook
from app.platform.clock import SystemClock
from app.trust.endorsements import read_endorsement
from app.trust.errors import EndorsementRefused
from app.verifying.answers import verification_answer
from app.verifying.verify import Verification
from app.verifying.wording import CHECK_LABELS, OUTCOME_WORDS, page_title
from app.web.catalogues import LANGUAGES, SOURCE_LANGUAGE
from app.web.translations import date_text, translate

STATUS_OF: Final = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.CAUTION: 2, Verdict.INDETERMINATE: 3}
_MARKS: Final = {"passed": "+", "failed": "x", "unknown": "?", "skipped": "-"}
# Nothing is asked of others here, so trying later does not help: the reader must bring it.
_ADVICE: Final = {
    "keys_unavailable": "Bring the keys of the issuer, when you trust it: --issuer-keys did.json",
    "status_unavailable": "Bring the status lists that the credential names: --status-list list.jwt",
    "issuer_unavailable": "Say that you trust the issuer by bringing its keys: --issuer-keys did.json",
}
_MAX_MATERIAL_BYTES: Final = 1_048_576
_MAX_MEMBERS: Final = 20_000
Files = list[Path]


def verify_file(
    file: Annotated[
        str, typer.Argument(help="A credential, a bundle, a PNG, an SVG or a PDF; - reads the input.")
    ],
    issuer_keys: Annotated[
        Files, typer.Option(help="A DID document or JWK set of an issuer that you trust.")
    ] = [],  # noqa: B006 - typer reads it as "none given"
    authority: Annotated[
        Files, typer.Option(help="A certificate (PEM) of an authority that you trust.")
    ] = [],  # noqa: B006
    status_list: Annotated[Files, typer.Option(help="A status list that you fetched.")] = [],  # noqa: B006
    schema: Annotated[Path | None, typer.Option(help="An Open Badges schema in place of ours.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer of the API.")] = False,
    language: Annotated[str, typer.Option(help="nl or en")] = SOURCE_LANGUAGE,
) -> None:
    """Verify without server, database or network.

    Ends with 0 for valid, 1 for invalid, 2 for caution, 3 for indeterminate, and 64 when it was called wrongly.
    """
    if language not in LANGUAGES:
        raise typer.BadParameter("Use nl or en.", param_hint="--language")
    trusted = Trusted(
        issuer_keys=[_read_object(path) for path in issuer_keys],
        authorities=[certificate for path in authority for certificate in _read_certificates(path)],
        status_lists=[_read_bytes(path).decode("utf-8", "replace").strip() for path in status_list],
        schema=schema if schema is None else _existing(schema),
    )
    content = sys.stdin.buffer.read() if file == "-" else _read_bytes(Path(file))
    verification = verify_offline(content, trusted=trusted, now=SystemClock().now())
    words = Phrasebook(language, partial(translate, language=language), partial(date_text, locale=language))
    answer = verification_answer(verification, words)
    typer.echo(orjson.dumps(answer).decode() if as_json else describe(verification, answer, words))
    for line in (*advise(verification), *tell_recognitions(content, verification)):
        typer.echo(line, err=True)
    raise Concluded(STATUS_OF[verification.verdict])


def describe(verification: Verification, answer: dict[str, Any], words: Phrasebook) -> str:
    """The answer in sentences, each credential with its checks."""
    title = page_title(verification.verdict, len(verification.judgements)).in_words(words)
    lines = [title] if answer["detail"].rstrip(".") == title else [title, answer["detail"]]
    for result in answer["results"]:
        name = result["credential"] and result["credential"]["name"]
        lines += ["", f"{name}: {result['detail']}" if name else result["detail"]]
        for check in result["checks"]:
            label = words.translate(CHECK_LABELS[check["check"]])
            outcome = words.translate(OUTCOME_WORDS[check["outcome"]])
            lines.append(f"  {_MARKS[check['outcome']]} {label:<32} {outcome:<20} {check['code']}")
    return "\n".join(lines)


def advise(verification: Verification) -> list[str]:
    """What to bring along for the checks that this command could not do by itself."""
    codes = {check.code for judgement in verification.judgements for check in judgement.report.checks}
    return [advice for code, advice in _ADVICE.items() if code in codes]


def tell_recognitions(content: bytes, verification: Verification) -> list[str]:
    """What each recognition in the file says, and where to ask whether it was withdrawn: it carries no status."""
    if verification.verdict is Verdict.INVALID:
        return []
    lines = []
    for text in find_in_file(content):
        with suppress(EndorsementRefused):
            facts = read_endorsement(text)
            what = facts.scope.skill_set_name or "every skill set"
            said = f"{facts.recogniser_did} recognises {facts.issuer_did} for {what}"
            lines.append(f"{said} up to level {facts.scope.highest_level}. Withdrawn? Ask {facts.address}")
    return lines


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise typer.BadParameter(f"There is no file {path}.")
    return path


def _read_bytes(path: Path) -> bytes:
    try:
        return _existing(path).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"The file {path} cannot be read.") from error


def _read_certificates(path: Path) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(_read_bytes(path))
    except ValueError as error:
        raise typer.BadParameter(f"{path} holds no certificate.") from error


def _read_object(path: Path) -> dict[str, Any]:
    try:
        return strict_json.load_object(
            _read_bytes(path), max_bytes=_MAX_MATERIAL_BYTES, max_members=_MAX_MEMBERS
        )
    except CredentialError as error:
        raise typer.BadParameter(f"{path}: {error.detail}") from error
