"""What the invented outlets write: articles long enough to be read as such, and the indexes that list them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from email.utils import format_datetime
from xml.sax.saxutils import escape

TODAY = dt.date(2026, 3, 20)
NOW = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)

_LEAD = (
    "Ministers from {a} and {b} met on Tuesday to review their partnership on {m}, officials said in a joint statement."
)
_BODY = """The two sides went through the list of projects that were agreed last year, among them a refinery near the coast and a \
rail link to the port. Neither side named the sums involved, and both said that the talks would go on at the level of \
officials before the next round.
Analysts who follow the sector said the meeting was a sign that supply of {m} has become a matter of foreign policy. \
Prices had risen by a tenth since the start of the year, they noted, while stocks at the largest exchange were falling.
A spokesperson for the industry chamber welcomed the statement and asked for clear rules on permits. Companies would need \
at least a year to prepare their applications, she said, and several of them were waiting for the ordinance.""".splitlines()
_PLACES = (
    "Avaria",
    "Borduria",
    "Carinthia",
    "Dravania",
    "Elbonia",
    "Freedonia",
    "Genovia",
    "Hyrule",
    "Illyria",
    "Jalpur",
)
_METALS = ("lithium", "cobalt", "nickel", "graphite", "copper", "gallium", "tungsten")


def paragraphs(number: int) -> list[str]:
    """The text of the invented article with this number."""
    a, b, m = _PLACES[number % 10], _PLACES[(number * 7 + 3) % 10], _METALS[number % 7]
    return [p.format(a=a, b=b, m=m) + f" The file bears the number {number}." for p in (_LEAD, *_BODY)]


def title(number: int) -> str:
    return f"{_PLACES[number % 10]} and partner review {_METALS[number % 7]} accord number {number}"


def html(
    number: int,
    *,
    day: dt.date | None = TODAY,
    head: str = "",
    extra: str = "",
    charset: str = '<meta charset="utf-8">',
    name: str = "",
    body: str | None = None,
) -> bytes:
    """A page of an outlet; `body` replaces its paragraphs."""
    text = "".join(f"<p>{escape(p)}</p>" for p in paragraphs(number)) if body is None else body
    published = f'<meta property="article:published_time" content="{day.isoformat()}T09:00:00+00:00">' if day else ""
    heading = escape(name or title(number))
    return (
        f"<!doctype html><html lang='en'><head>{charset}<title>{heading} | The Loopback Times</title>"
        f'<meta property="og:title" content="{heading}"><meta property="og:site_name" content="The Loopback Times">{published}{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{heading}</h1>{text}{extra}</article><footer>All rights</footer></body></html>"
    ).encode()


def item(
    base: str, number: int, *, link: str | None = None, guid: str = "", day: dt.date = TODAY, date: str | None = None
) -> str:
    """One item of an RSS feed."""
    moment = format_datetime(dt.datetime.combine(day, dt.time(9), dt.UTC))
    link = f"<link>{escape(f'{base}/a/{number}' if link is None else link)}</link>" if link != "" else ""
    return (
        f"<item><title>{escape(title(number))}</title>{link}<guid isPermaLink='false'>{guid or number}</guid>"
        f"<pubDate>{moment if date is None else date}</pubDate><description>On {_METALS[number % 7]}.</description></item>"
    )


def rss(items: Iterable[str], base: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Loopback</title><link>{base}/</link>{"".join(items)}</channel></rss>'.encode()


def sitemap(entries: Iterable[tuple[str, dt.date]]) -> bytes:
    urls = "".join(f"<url><loc>{escape(u)}</loc><lastmod>{d}</lastmod></url>" for u, d in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def sitemap_index(addresses: Iterable[str]) -> bytes:
    maps = "".join(f"<sitemap><loc>{escape(a)}</loc></sitemap>" for a in addresses)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'.encode()


def pdf(lines: list[list[str]]) -> bytes:
    """A PDF with these lines on its pages, written by hand; a page without lines is a picture of nothing."""
    objects: list[bytes] = [b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in lines:
        drawn = (
            "BT /F1 11 Tf 50 780 Td 14 TL "
            + " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in page)
            + " ET"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode())
        contents = len(objects) + 1
        kids.append(len(objects) + 2)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
    objects[0] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>".encode()
    objects.insert(0, b"<< /Type /Catalog /Pages 2 0 R >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + tail.encode()
