"""The form of colours and logo: what was filled in, and each mistake in one sentence with what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.accounts.branding import Branding
from app.accounts.contrast import WHITE
from app.accounts.errors import BrandingChanged, PoorContrast
from app.accounts.page_models import FieldProblem
from app.platform.errors import InvalidInput
from app.platform.media.kinds import FileRefused, Reason
from app.web.marking import N_
from app.web.translations import translate

DARK: Final = "#14233b"
_FAINT: Final = N_("De tekst is slecht te lezen op deze kleur. Neem bijvoorbeeld %(colour)s.")
_NO_COLOUR: Final = N_("Schrijf de kleur als # met 6 tekens. Bijvoorbeeld #123f6d.")
_CHANGED: Final = N_("Iemand anders bewaarde net iets nieuws. Bewaar opnieuw als u dit wilt.")
_NO_PICTURE: Final = N_("Dit logo kan niet. Kies een PNG, JPEG of WebP.")
_LARGE: Final = N_("Dit logo is te groot. Maak het plaatje kleiner.")
_TOO_LARGE: Final = (Reason.too_large, Reason.too_many_pixels, Reason.too_heavy)


@dataclass(frozen=True, slots=True)
class TextChoice:
    """A colour for text, and whether it is the one."""

    colour: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BrandingForm:
    """Template accounts/branding.html."""

    action: str
    colour: str
    text_colour: str
    revision: int
    logo: str | None
    problems: tuple[FieldProblem, ...] = ()

    @classmethod
    def of(cls, known: Branding, slug: str) -> "BrandingForm":
        """The form with what is kept."""
        logo = f"/branding/{slug}/logo?v={known.revision}" if known.logo else None
        return cls(f"/desk/{slug}/branding", known.colour, known.text_colour, known.revision, logo)

    @classmethod
    def read(cls, form: Mapping[str, Any], known: Branding, slug: str) -> "BrandingForm":
        """The form as it was filled in."""
        digits = str(form.get("revision", ""))
        return replace(
            cls.of(known, slug),
            colour=str(form.get("colour", ""))[:20],
            text_colour=str(form.get("text", ""))[:20],
            revision=int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0,
        )

    def refused(self, problem: FieldProblem, revision: int) -> "BrandingForm":
        """The same with what is wrong; sent again it is a change to what is kept now."""
        return replace(self, problems=(problem,), revision=revision)

    @property
    def text_choices(self) -> tuple[TextChoice, ...]:
        """White, dark, and the one that software chose, if any."""
        named = {WHITE: N_("Wit"), DARK: N_("Donker")}
        if self.text_colour not in named:
            named[self.text_colour] = self.text_colour
        return tuple(TextChoice(colour, name, colour == self.text_colour) for colour, name in named.items())


def find_problem(error: InvalidInput | FileRefused | BrandingChanged, language: str) -> FieldProblem:
    """The field that is wrong, and the sentence about it."""
    if isinstance(error, PoorContrast):
        return FieldProblem("colour", translate(_FAINT, language) % {"colour": error.suggestion})
    if isinstance(error, FileRefused):
        sentence = _LARGE if error.reason in _TOO_LARGE else _NO_PICTURE
        return FieldProblem("logo", translate(sentence, language))
    if isinstance(error, BrandingChanged):
        return FieldProblem("colour", translate(_CHANGED, language))
    pointers = {fault.pointer for fault in error.errors}
    if "/logo" in pointers:
        return FieldProblem("logo", translate(_LARGE, language))
    return FieldProblem("text" if pointers == {"/textColour"} else "colour", translate(_NO_COLOUR, language))
