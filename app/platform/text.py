"""Text from outside: one normal form, nothing invisible, and names that cannot pass for each other."""

import re
import unicodedata

MOST_COMBINING = 10
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\"'`\\]+")
_LEADS_SOMEWHERE = re.compile(r"[a-z][a-z0-9+.-]*://|\bwww\.\w", re.IGNORECASE)
_ALLOWED_CONTROLS = {"\n", "\t"}
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Between two letters of these, a joiner is spelling: without it a Persian or Bengali name is another word (RFC 5892,
# appendix A.1 and A.2, without their tables). Anywhere else nobody sees it.
_JOINERS = {"\u200c", "\u200d"}
_JOINED_SCRIPTS = {
    "ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA",
    "MALAYALAM", "SINHALA", "MYANMAR", "KHMER",
}  # fmt: skip
_CONFUSABLE = str.maketrans(
    {
        "0": "o", "1": "l", "|": "l", "ı": "i", "і": "i", "ι": "i", "ӏ": "l", "а": "a", "α": "a", "е": "e", "о": "o",
        "ο": "o", "σ": "o", "р": "p", "ρ": "p", "с": "c", "у": "y", "γ": "y", "х": "x", "χ": "x", "ѕ": "s", "ј": "j",
        "к": "k", "κ": "k", "м": "m", "т": "t", "τ": "t", "в": "b", "β": "b", "н": "h", "ν": "v", "ω": "w", "ԁ": "d",
        "ԛ": "q", "ԝ": "w", "г": "r", "п": "n", "ɡ": "g", "ɑ": "a", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d",
        "ł": "l", "ħ": "h", "þ": "p",
    }
)  # fmt: skip


def clean_text(value: str) -> str:
    """The text in Unicode form NFC.

    Raises ValueError for control, direction, invisible and unassigned characters, and for floods of
    combining marks.
    """
    if value.isascii() and value.isprintable():
        return value
    text = unicodedata.normalize("NFC", value)
    combining = 0
    for place, character in enumerate(text):
        category = unicodedata.category(character)
        if character in _BIDI or (
            category in {"Cc", "Cf", "Cn", "Co", "Cs"}
            and character not in _ALLOWED_CONTROLS
            and not (character in _JOINERS and _is_spelling(text, place))
        ):
            raise ValueError(f"the character U+{ord(character):04X} is not allowed")
        combining = combining + 1 if category in {"Mn", "Me"} else 0
        if combining > MOST_COMBINING:
            raise ValueError("too many marks on one letter")
    return text


def _is_spelling(text: str, place: int) -> bool:
    """Whether a joiner stands between two letters, or their marks, of one script that needs it."""
    if not 0 < place < len(text) - 1:
        return False
    sides = (text[place - 1], text[place + 1])
    scripts = {_script(side) for side in sides}
    return (
        all(unicodedata.category(side)[0] in "LM" for side in sides)
        and len(scripts) == 1
        and scripts <= _JOINED_SCRIPTS
    )


def is_web_address(value: str) -> bool:
    """Whether a text may become a link: http or https, and nothing that ends the link."""
    return _WEB_ADDRESS.fullmatch(value) is not None


def has_web_address(value: str) -> bool:
    """Whether something in a text leads somewhere on the web, as people write it."""
    return _LEADS_SOMEWHERE.search(value) is not None


def skeleton(name: str) -> str:
    """What a name looks like, for comparing: after the idea of Unicode UTS 39, section 4.

    Case, accents, spaces, punctuation and letters of other scripts that look alike make no difference.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(character for character in folded if unicodedata.category(character)[0] in "LN")
    return letters.translate(_CONFUSABLE).replace("rn", "m").replace("vv", "w").replace("i", "l")


def mixes_scripts(name: str) -> bool:
    """Whether one word of a name has letters of more than one script (UTS 39, section 5): nobody writes so."""
    text = unicodedata.normalize("NFKC", name)
    words = "".join(character if character.isalnum() else " " for character in text).split()
    return any(len({_script(character) for character in word if character.isalpha()}) > 1 for word in words)


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
    # Japanese and Korean are written in several scripts at once.
    return "EAST-ASIAN" if first in _EAST_ASIAN else first
