"""What a visitor reads when a page cannot be shown, in plain words."""

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from app.web.marking import N_
from app.web.rendering import render
from app.web.translations import language_of, translate

_BUSY: Final = (N_("Het lukt nu even niet"), N_("Probeer het over een paar minuten opnieuw."))
_TEXTS: Final[Mapping[int, tuple[str, str]]] = {
    400: (N_("Dit kunnen wij niet lezen"), N_("Ga terug en probeer het opnieuw.")),
    401: (
        N_("Uw paspoort is hier niet open"),
        N_("Open de link die u van uw begeleider kreeg op dit apparaat."),
    ),
    403: (N_("Dit mag hier niet"), N_("Open de pagina opnieuw en probeer het nog een keer.")),
    404: (N_("Deze pagina bestaat niet"), N_("Kijk of het adres klopt.")),
    413: (N_("Dit is te groot"), N_("Stuur minder tegelijk.")),
    429: (N_("U probeert dit te vaak"), N_("Wacht een minuut en probeer het opnieuw.")),
    503: _BUSY,
}

# A page of a desk asks no secret of a form before it is shown, so what is refused there is the role.
_NOT_YOUR_ROLE: Final = (
    N_("Dit hoort niet bij uw rol"),
    N_("Hebt u dit nodig? Vraag het de coördinator van uw organisatie."),
)


def render_problem(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The page for this status."""
    title, detail = _TEXTS.get(status) or (_BUSY if status >= 500 else _TEXTS[400])
    desk = getattr(request.state, "desk", None) if status < 500 else None
    if desk is not None and status == 403 and request.method == "GET":
        title, detail = _NOT_YOUR_ROLE
    language = language_of(request)
    return render(
        request,
        "problem.html",
        status_code=status,
        headers=headers,
        title=translate(title, language),
        detail=translate(detail, language),
        desk=desk,
    )
