"""The drawn SVG with hover texts, and an HTML page around it that needs no script and asks no other host. Pure."""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
# should a text ever get through as markup, nothing of it may load or run
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; base-uri 'none'; form-action 'none'"


def with_hover(svg: str) -> str:
    """Give each drawn mark that has a description a <title>, which browsers show on hover without any script."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ET.fromstring(svg)  # noqa: S314 - made by our own drawing library a moment ago
    for mark in root.iter(f"{{{_SVG}}}path"):
        words = mark.get("aria-label")
        if words and mark.get("aria-roledescription") not in {None, "axis", "legend"}:
            title = ET.Element(f"{{{_SVG}}}title")
            title.text = words
            mark.insert(0, title)
    return ET.tostring(root, encoding="unicode")


def page(svg: str, title: str) -> str:
    """A self-contained page that shows the picture."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        "<style>body{margin:0;background:#fff}main{overflow-x:auto}</style>\n</head>\n"
        f"<body>\n<main>\n{svg}\n</main>\n</body>\n</html>\n"
    )
