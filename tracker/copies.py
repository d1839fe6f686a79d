"""Syndicated copies. Pure: texts in, groups out."""

from __future__ import annotations

import re

_AGENCY = re.compile(r"\b(Reuters|AFP|ANI|IANS|PTI)\b")


def agency_of(text: str) -> str | None:
    found = _AGENCY.search(text[:200])
    return found[1] if found else None
