"""Text as it may be stored and shown: control characters out, length kept, so that offsets count the same before and after."""

from __future__ import annotations

import re

# C0 without tab, line feed and carriage return; DEL; C1; lone surrogates, which UTF-8 cannot hold. An escape sequence in a
# headline could recolour, rename or script the terminal of whoever lists it.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What reorders or hides text on a screen; kept in the store, because it is part of the quote, and left out when shown.
_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]")


def storable(text: str) -> str:
    """The same text with each control character and lone surrogate replaced by U+FFFD, one for one."""
    return _UNSTORABLE.sub("\ufffd", text)


def washed(text: str) -> str:
    """Text for a terminal that keeps its lines: nothing that moves the cursor, reorders or hides."""
    return storable(_INVISIBLE.sub("\ufffd", text)).replace("\r", "\ufffd")


def one_line(text: str) -> str:
    """Text for a terminal: nothing that moves the cursor, reorders or hides, and white space folded into single spaces."""
    return " ".join(_UNSTORABLE.sub("\ufffd", _INVISIBLE.sub("", text)).split())
