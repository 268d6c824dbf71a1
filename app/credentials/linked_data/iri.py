"""Absolute IRIs (RFC 3987 section 2.2), by grammar: nothing is resolved against a base."""

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Final

_UCS: Final = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_PLAIN: Final = rf"A-Za-z0-9\-._~!$&'()*+,;={_UCS}"


def _run_of(characters: str) -> str:
    # Possessive, so that a text that does not match is refused in linear time.
    return rf"(?:[{characters}]++|%[0-9A-Fa-f]{{2}})*+"


_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*+:"
    rf"(?://(?:{_run_of(_PLAIN + ':')}@)?(?:\[(?P<literal>[^\]]*)\]|{_run_of(_PLAIN)})(?::[0-9]*+)?"
    rf"(?:/{_run_of(_PLAIN + ':@/')})?|(?!//){_run_of(_PLAIN + ':@/')})"
    rf"(?:\?{_run_of(_PLAIN + ':@/?' + _PRIVATE)})?"
    rf"(?:\#{_run_of(_PLAIN + ':@/?')})?"
)
_FUTURE: Final = re.compile(r"[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+")


def is_iri(value: str) -> bool:
    """Whether the text is an IRI with a scheme, in the characters that RFC 3987 allows."""
    found = _IRI.fullmatch(value)
    if found is None:
        return False
    literal = found["literal"]
    return literal is None or _is_address(literal)


def _is_address(literal: str) -> bool:
    try:
        return "%" not in literal and bool(IPv6Address(literal))
    except AddressValueError:
        return _FUTURE.fullmatch(literal) is not None
