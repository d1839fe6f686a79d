"""Bytes of a page to text and tree: the charset is found from the bytes first, because headers lie."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A declared 7-bit charset shifts states with escapes: its bytes are valid UTF-8 and would be read as such.
_ESCAPE_CHARSETS = ("iso-2022", "iso2022", "csiso2022", "hz")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536  # bytes that a guess looks at
_BYTES_OF_TAG = re.compile(rb"<[^>]{0,2000}>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page. Never fails: what no charset explains is replaced.

    Order: byte order mark, UTF-8 where the bytes are valid UTF-8 (text in another charset is so only by design), the
    header's and the page's own declaration, a guess from the bytes, Windows-1252.
    """
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return body.decode(marked, "replace").lstrip("\ufeff")
    declared = _declared(body, content_type)
    if declared and declared.lower().startswith(_ESCAPE_CHARSETS):
        return body.decode(declared, "replace")
    wide = _utf16_without_mark(body)
    if wide:
        return body.decode(wide, "replace")
    text = _strictly(body, "utf-8") or _strictly(body, declared) or _strictly(body, _guess(body))
    if text is not None:
        return text
    return body.decode(declared or "cp1252", "replace")


def _declared(body: bytes, content_type: str | None) -> str | None:
    from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

    for name in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        if name:
            try:
                return codecs.lookup(name).name
            except LookupError:
                continue
    return None


def _utf16_without_mark(body: bytes) -> str | None:
    """Markup in UTF-16 has a NUL at every other place."""
    head = body[:512]
    if len(head) < 64:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = len(head) // 4
    if odd > enough and even < enough // 4:
        return "utf-16-le"
    return "utf-16-be" if even > enough and odd < enough // 4 else None


def _strictly(body: bytes, charset: str | None) -> str | None:
    if charset is None:
        return None
    try:
        return body.decode(charset)
    except UnicodeDecodeError as error:
        # one broken character in a long page (a cut at the end, a byte of an advert) does not speak against UTF-8
        if charset == "utf-8":
            broken = body.decode(charset, "replace").count("\ufffd")
            high = sum(1 for byte in body[:_SAMPLE] if byte >= 0x80)
            if error.start > _SAMPLE or broken * 20 < high:
                return body.decode(charset, "replace")
        return None


def _guess(body: bytes) -> str | None:
    """The charset that fits the bytes best; Windows-1252, by far the commonest, where it fits as well as another."""
    from charset_normalizer import from_bytes

    fits = list(from_bytes(_BYTES_OF_TAG.sub(b" ", body[:_SAMPLE])))
    best = fits[0] if fits else None
    western = next((fit for fit in fits if "cp1252" in (fit.encoding, *fit.could_be_from_charset)), None)
    if best and western and western.chaos <= best.chaos and western.coherence >= best.coherence:
        return "cp1252"
    return best.encoding if best and best.chaos < 0.05 else None  # short texts fit anything somehow


def parse(text: str) -> HtmlElement | None:
    """The tree of a page, None where nothing can be parsed (an empty body, plain binary)."""
    from lxml import etree, html

    text = _XML_DECLARATION.sub("", _CONTROL.sub("", text), count=1)
    if not text.strip():
        return None
    parser = html.HTMLParser(huge_tree=True, remove_comments=False, encoding="utf-8")
    try:
        # bytes in a charset that is certain: lxml refuses str with an encoding declared inside
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return cast("HtmlElement", tree)


def strip_tags(text: str) -> str:
    """Plain text of a string that may hold markup or entities (JSON-LD bodies, feed summaries); paragraphs stay lines."""
    import html

    text = html.unescape(text)
    if "<" not in text:
        return text.strip()
    broken = _BLOCK_END.sub("\n", text)
    tree = parse(f"<div>{broken}</div>")
    plain = tree.text_content() if tree is not None else _TAG.sub(" ", broken)
    return _BLANK_LINES.sub("\n", plain).strip()


_BLOCK_END = re.compile(r"</(?:p|div|li|h\d|tr|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
_BLANK_LINES = re.compile(r"[ \t]*\n\s*")
