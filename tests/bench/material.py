"""Articles, pages and archives of any size for the benchmarks, made from the gold articles: seeded, the same each time."""

import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.datafiles import data_root

GOLD = [json.loads(line) for line in (data_root() / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
TELLING = [a for a in GOLD if a["statements"]]
# paragraphs of other subjects, for the pages that hold nothing of ours
_SUBJECTS = (
    "the choir",
    "the cup tie",
    "the orchard",
    "the ferry",
    "the old theatre",
    "the school board",
    "the marathon",
)
_DEEDS = (
    "drew a crowd on Saturday",
    "opens in spring",
    "was late again",
    "sold out within hours",
    "needs a new roof",
    "won by a goal",
)
_MORE = ("said neighbours", "to nobody's surprise", "after a long winter", "as it does every year", "under a clear sky")


def articles(count: int, words: int = 400) -> Iterator[dict]:
    """Articles of about so many words: paragraphs of gold articles, drawn again and again."""
    rng = random.Random(7)
    paragraphs = [p for a in GOLD for p in a["text"].split("\n\n")]
    for k in range(count):
        base = GOLD[k % len(GOLD)]
        text = [*base["text"].split("\n\n")]
        while sum(p.count(" ") + 1 for p in text) < words:
            text.append(rng.choice(paragraphs))
        yield {
            "url": f"https://bench.example/{k}",
            "title": base["title"],
            "published": base["published"],
            "source": base["source"],
            "language": "en",
            "text": "\n\n".join(text),
        }


def other_text(rng: random.Random, words: int = 400) -> str:
    sentences = []
    while len(sentences) * 12 < words:
        sentences.append(
            f"{rng.choice(_SUBJECTS).capitalize()} {rng.choice(_DEEDS)}, {rng.choice(_MORE)}, number {rng.randrange(10**6)}."
        )
    return "\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))


def page(title: str, text: str, published: str, rng: random.Random, size: int = 250_000) -> bytes:
    """An article in the furniture of a news page: scripts, menus, teasers.

    About 2,000 tags and 250 kB, the medians of 257 saved news pages.
    """
    menu = "".join(
        f'<li class="nav__item"><a href="/s/{k}" class="nav__link nav__link--{k}">Section {k}</a></li>'
        for k in range(60)
    )
    teasers = "".join(
        f'<div class="card card--{k}"><div class="card__media"><a href="/t/{k}"><img src="/i/{k}.jpg" alt="" loading="lazy"></a></div>'
        f'<div class="card__body"><span class="tag">News</span><h3><a href="/t/{k}">{rng.choice(_SUBJECTS)} {rng.choice(_DEEDS)}</a></h3>'
        f'<time datetime="{published}">{rng.randrange(1, 24)} hours ago</time></div></div>'
        for k in range(110)
    )
    paragraphs = "".join(f"<p>{p}</p>\n" for p in text.split("\n\n"))
    meta = (
        f'<meta property="article:published_time" content="{published}T08:00:00Z">'
        f'<meta property="og:title" content="{title}">'
    )
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{meta}'
    body = (
        f"<body><header><ul>{menu}</ul></header><main><article><h1>{title}</h1>{paragraphs}</article></main>"
        f"<aside>{teasers}</aside></body></html>"
    )
    filler = max(0, size - len(head) - len(body)) // 34
    script = "".join(f"window.d{k}={{id:{rng.randrange(10**9)},on:true}};" for k in range(filler))
    return f"{head}<script>{script}</script></head>{body}".encode()


def archive(path: Path, pages: int, *, relevant: float = 0.02, seed: int = 3) -> list[str]:
    """A web archive of so many pages, of which a share are articles with statements; gives the addresses of those."""
    rng = random.Random(seed)
    every = round(1 / relevant)
    telling = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for k in range(pages):
            url = f"https://outlet{k % 40}.example/{seed}/{k}"
            if k % every == 0:
                a = TELLING[(k // every) % len(TELLING)]
                body = page(
                    a["title"], a["text"] + f"\n\nThis is report number {k} of desk {seed}.", a["published"], rng
                )
                telling.append(url)
            else:
                body = page(f"{rng.choice(_SUBJECTS)} {rng.choice(_DEEDS)}", other_text(rng), "2026-03-13", rng)
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
    return telling
