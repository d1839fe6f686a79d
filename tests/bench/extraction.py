"""Extraction: articles a second on one core, against a plain baseline and against the cost of getting the text at all."""

import datetime as dt
import random
import re

import material
from harness import Row, timed

from tracker.extract import extract
from tracker.model import Article
from tracker.rulebook import load_rulebook

_TOPIC = re.compile(
    r"\b(?:minerals?|rare earths?|lithium|cobalt|nickel|copper|trade|tariffs?|export|agreement|deal|pact)\b",
    re.IGNORECASE,
)


def plain(text: str, on: dt.date) -> int:
    """What one would write in an afternoon: the sentences with a key word, and dateparser's search in each of them."""
    from dateparser.search import search_dates

    found = 0
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if _TOPIC.search(sentence):
            search_dates(sentence, languages=["en"], settings={"RELATIVE_BASE": dt.datetime.combine(on, dt.time())})
            found += 1
    return found


def rows() -> list[Row]:
    import trafilatura

    rules = load_rulebook()
    made = list(material.articles(600))
    articles = [Article(a["url"], a["title"], a["text"], dt.date.fromisoformat(a["published"])) for a in made]
    few = articles[:40]
    rng = random.Random(1)
    pages = [material.page(a.title, a.text, a.published.isoformat(), rng) for a in few]
    for warm in (
        lambda: extract(articles[0], rules),
        lambda: plain(few[0].text, few[0].published),
        lambda: trafilatura.extract(pages[0]),
    ):
        warm()
    ours = len(articles) / timed(lambda: [extract(a, rules) for a in articles])
    baseline = len(few) / timed(lambda: [plain(a.text, a.published) for a in few])
    pages_a_second = len(pages) / timed(lambda: [trafilatura.extract(p) for p in pages])
    share = pages_a_second / ours
    told = f"{ours:.0f} articles/s"
    return [
        Row(
            "extraction of 400 words",
            told,
            f"regular expressions and dateparser's search: {baseline:.1f}/s",
            ours / baseline,
            ">= 5",
            ours >= 5 * baseline,
        ),
        Row(
            "extraction of 400 words",
            told,
            f"trafilatura, same pages: {pages_a_second:.0f}/s",
            share,
            "cost <= 0.10",
            share <= 0.10,
        ),
        Row("extraction of 400 words", told, "a floor of 300/s", ours / 300, ">= 1", ours >= 300),
    ]
