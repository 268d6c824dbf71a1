"""Turns a template and its facts into a page, in the language of the visitor."""

import gzip
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from app.web.assets import static
from app.web.csrf import csrf_field, remember_secret, secret_of
from app.web.once import once_field
from app.web.translations import date_text, language_of, load_translations, time_text

__all__ = ["language_of", "render"]

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_SMALLEST_COMPRESSED: Final = 1_000
_VARY: Final = "Accept-Language, Accept-Encoding"


@lru_cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        load_translations(language), newstyle=True
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals.update(static=static, language=language, date_text=date_text, time_text=time_text)
    return environment


def render(
    request: Request,
    name: str,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The page of the template `name`; a form on it carries the field against forgery."""
    used: list[str] = []
    template = _environment(language_of(request)).get_template(name)
    text = template.render(request=request, csrf_field=partial(_field, request, used), **context)
    all_headers = {"Vary": _VARY, **(headers or {})}
    content = text.encode()
    if len(content) >= _SMALLEST_COMPRESSED and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, 5, mtime=0)
        all_headers["Content-Encoding"] = "gzip"
    response = HTMLResponse(content, status_code=int(status_code), headers=all_headers)
    if used:
        remember_secret(request, response, used[0])
    return response


def _field(request: Request, used: list[str]) -> Markup:
    if not used:
        used.append(secret_of(request))
    return csrf_field(used[0]) + once_field(request)
