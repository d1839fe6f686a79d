"""Generated documents for the search for copies: originals, eight kinds of edited copies, shared background, one template."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from tracker.copies import Text

KINDS = ("cut", "new-lead", "added", "reordered", "house-style", "thinned", "round-up", "translated-figures")
_SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "ta",
    "vor",
    "shi",
    "pel",
    "dun",
    "ga",
    "ro",
    "ni",
    "bas",
    "tem",
    "ul",
    "far",
    "gen",
    "so",
    "la",
    "hin",
    "cor",
    "mar",
]
_PEOPLE = [
    "Abara",
    "Brandt",
    "Chen",
    "Dlamini",
    "Erdem",
    "Fonseca",
    "Gupta",
    "Halonen",
    "Ibrahim",
    "Jensen",
    "Kovac",
    "Lund",
    "Mbeki",
    "Novak",
    "Okafor",
    "Petrov",
    "Quist",
    "Rahman",
    "Silva",
    "Tanaka",
]
_METALS = [
    "lithium",
    "cobalt",
    "nickel",
    "graphite",
    "copper",
    "gallium",
    "germanium",
    "tungsten",
    "antimony",
    "manganese",
]
_PLACES = [
    "Avaria",
    "Borduria",
    "Carinthia",
    "Dravania",
    "Elbonia",
    "Freedonia",
    "Genovia",
    "Illyria",
    "Jalpur",
    "Kessel",
    "Lutha",
    "Moldavia",
    "Norland",
    "Orsinia",
    "Pottsylvania",
    "Ruritania",
]
_VERBS = ["said", "told", "noted", "added", "argued", "warned", "stressed", "explained", "replied", "insisted"]
_STYLE = (
    ("per cent", "percent"),
    ("organisation", "organization"),
    ("programme", "program"),
    (" and ", " & "),
    ("million", "mln"),
    ("whilst", "while"),
    ("labour", "labor"),
)

_HEADLINES = (
    "{a} and {b} agree on {m}",
    "{a}, {b} sign {m} accord",
    "Accord on {m} signed by {b} and {a}",
    "{m} deal: what {a} and {b} said",
)
WEIGHTY = frozenset(word.upper() for word in (*_METALS, *_PLACES))


@dataclass
class Corpus:
    """`of` gives the key of each edited copy's original; `siblings` are the releases of one template."""

    texts: list[Text] = field(default_factory=list)
    of: dict[int, int] = field(default_factory=dict)
    kind: dict[int, str] = field(default_factory=dict)
    siblings: list[int] = field(default_factory=list)


def generate(
    *, originals: int = 8_000, copies: int = 2_000, siblings: int = 300, background: int = 500, seed: int = 5
) -> Corpus:
    """Make the documents; the same for the same seed."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.choice((2, 2, 3)))) for _ in range(6_000)]
    shared = [[_sentence(rng, words) for _ in range(3)] for _ in range(200)]
    corpus = Corpus()
    bodies: list[list[list[str]]] = []
    about: list[tuple[str, str, str]] = []
    day = dt.date(2026, 1, 1)
    for number in range(originals + background):
        a, b = rng.sample(_PLACES, 2)
        metal = rng.choice(_METALS)
        about.append((a, b, metal))
        paragraphs = [[_fact(rng, a, b, metal), _sentence(rng, words)]] + [
            [_sentence(rng, words) for _ in range(3)] for _ in range(rng.randint(3, 6))
        ]
        if number >= originals or rng.random() < 0.3:
            paragraphs += rng.sample(shared, 2 if number >= originals else 1)
        bodies.append(paragraphs)
        _add(corpus, paragraphs, _HEADLINES[0].format(a=a, b=b, m=metal), day + dt.timedelta(days=number % 90))
    for number in range(copies):
        original = rng.randrange(originals)
        kind = KINDS[number % len(KINDS)]
        edited = _edit(rng, kind, bodies[original], bodies[rng.randrange(originals)], words)
        a, b, metal = about[original]
        key = _add(
            corpus,
            edited,
            rng.choice(_HEADLINES).format(a=a, b=b, m=metal),
            corpus.texts[original].published + dt.timedelta(days=rng.randint(0, 2)),
        )
        corpus.of[key], corpus.kind[key] = original, kind
    for _ in range(siblings):
        corpus.siblings.append(
            _add(
                corpus,
                _release(rng),
                f"Permit granted for {rng.choice(_METALS)} project",
                day + dt.timedelta(days=rng.randrange(14)),
            )
        )
    rng.shuffle(corpus.texts)
    return corpus


def _add(corpus: Corpus, paragraphs: list[list[str]], title: str, published: dt.date) -> int:
    key = len(corpus.texts)
    text = "\n".join(" ".join(sentences) for sentences in paragraphs)
    corpus.texts.append(Text(key, f"https://outlet{key % 40}.example/{key}", published, title, text))
    return key


def _sentence(rng: random.Random, words: list[str]) -> str:
    chosen = rng.choices(words, k=rng.randint(9, 18))
    if rng.random() < 0.25:
        chosen.insert(
            rng.randrange(1, 5), rng.choice(("per cent", "programme", "organisation", "million", "labour", "and"))
        )
    if rng.random() < 0.2:
        chosen += ["of", str(rng.randint(2, 900))]
    if rng.random() < 0.3:
        chosen += [rng.choice(_VERBS), rng.choice(_PEOPLE)]
    return " ".join(chosen).capitalize() + "." if rng.random() < 0.7 else "The " + " ".join(chosen) + "."


def _fact(rng: random.Random, a: str, b: str, metal: str) -> str:
    sum_, day = rng.randint(2, 900), rng.randint(1, 28)
    return f"Ministers from {a} and {b} signed an accord worth {sum_} million dollars on {metal} on {day} March, minister {rng.choice(_PEOPLE)} {rng.choice(_VERBS)}."


def _release(rng: random.Random) -> list[list[str]]:
    """One ministry's template, filled anew: most of its words are the same each time."""
    place, person, metal, number, number2 = (
        rng.choice(_PLACES),
        rng.choice(_PEOPLE),
        rng.choice(_METALS),
        rng.randint(100, 9_999),
        rng.randint(5, 95),
    )
    company = rng.choice(_SYLLABLES).capitalize() + rng.choice(_SYLLABLES) + " Mining"
    return [
        [
            f"The Ministry of Mines has granted a permit to {company} for its {metal} project in the province of {place}, minister {person} announced today.",
            "The permit was granted after a public consultation in which all communities of the region took part.",
        ],
        [
            f"The company will invest {number} million dollars over ten years and create {number2} permanent jobs in the region.",
            "The ministry recalled that every holder of a permit must present an environmental plan within ninety days of the decision.",
            "It also recalled that royalties are shared between the province and the communities as the law of mines provides.",
        ],
        [
            "The Ministry of Mines is responsible for the orderly development of the mineral resources of the country.",
            "Questions from the press are answered by its office for communication on working days from nine to five.",
        ],
    ]


def _edit(
    rng: random.Random, kind: str, body: list[list[str]], other: list[list[str]], words: list[str]
) -> list[list[str]]:
    def more() -> list[str]:
        return [_sentence(rng, words) for _ in range(3)]

    edits = {
        "cut": lambda: body[: max(2, round(len(body) * 0.6))],
        "new-lead": lambda: [more()[:2], *body[1:]],
        "added": lambda: [*body, more(), more()],
        "reordered": lambda: [body[0], *rng.sample(body[1:], len(body) - 1)],
        "house-style": lambda: [[_styled(sentence) for sentence in paragraph] for paragraph in body],
        "thinned": lambda: [[s for s in paragraph if rng.random() < 0.8] or paragraph[:1] for paragraph in body],
        "round-up": lambda: [*body, *other[: max(1, len(other) // 2)]],
        "translated-figures": lambda: [[_figures(sentence) for sentence in paragraph] for paragraph in body],
    }
    return edits[kind]()


def _styled(sentence: str) -> str:
    for ours, theirs in _STYLE:
        sentence = sentence.replace(ours, theirs)
    return sentence


def _figures(sentence: str) -> str:
    """ "850 million dollars" -> "$850m", "3 March" -> "March 3"."""
    import re

    sentence = re.sub(r"(\d+) million dollars", r"$\1m", sentence)
    return re.sub(r"(\d+) March", r"March \1", sentence)
