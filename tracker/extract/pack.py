"""One language's rule and lexicon files, as typed objects, made ready for reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tracker.extract.acts import Act, Acts, Instrument, VerbSorts
from tracker.extract.grammar import Cue, Grammar, Modality
from tracker.extract.lexicon import Gazetteer, Sense, fold
from tracker.extract.money import HINTS
from tracker.extract.morphology import FIXED, noun_forms, verb_forms
from tracker.extract.text import Boilerplate, Lines, compile_lines
from tracker.extract.timeline import TimelineReader


@dataclass(frozen=True, slots=True)
class Country:
    """A country and the words for it; see data/lexicon/countries."""

    code: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    shaky: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mineral:
    """A mineral or family and the words for it; see data/lexicon/minerals."""

    name: str
    words: tuple[str, ...]
    generic: bool = False
    weak: bool = False
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Named bodies that act for a country; see data/lexicon/bodies."""

    words: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """An alliance that is a party of its own name."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offices:
    """Words for those who speak and act; see data/lexicon/offices."""

    titles: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    bodies: tuple[str, ...]
    portfolios: tuple[str, ...]
    speech: tuple[str, ...]
    pronouns: tuple[str, ...]
    lay: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verbs:
    """Irregular forms and doubling; see data/lexicon/verbs."""

    double: tuple[str, ...]
    irregular: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Relevance:
    """Words of our subject and of others; see data/rules/relevance."""

    topics: tuple[str, ...]
    others: tuple[str, ...]
    asides: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    forecasts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """What the files of one language hold."""

    acts: tuple[Act, ...]
    verb_sorts: VerbSorts
    modality: Modality
    instruments: tuple[Instrument, ...]
    countries: tuple[Country, ...]
    minerals: tuple[Mineral, ...]
    bodies: tuple[Body, ...]
    groups: tuple[Group, ...]
    pseudo: tuple[str, ...]
    offices: Offices
    verbs: Verbs
    boilerplate: Boilerplate
    relevance: Relevance


@dataclass(frozen=True)
class Roles:
    """The words of Offices as sets."""

    titles: frozenset[str]
    roles: frozenset[str]
    groups: frozenset[str]
    bodies: frozenset[str]
    portfolios: frozenset[str]
    pronouns: frozenset[str]
    lay: frozenset[str]


@dataclass(frozen=True)
class Pack:
    """Everything that reading an article of one language needs."""

    gazetteer: Gazetteer
    grammar: Grammar
    acts: Acts
    roles: Roles
    generic: frozenset[str]
    forecasts: frozenset[str]
    lines: Lines
    timeline: TimelineReader | None = None
    files: Files | None = field(default=None, repr=False)


def compile_pack(files: Files, timeline: TimelineReader | None) -> Pack:
    """Build the automaton and the look-ups of one language."""
    terms: dict[str, list[Sense]] = defaultdict(list)
    forms = _former(files.verbs)
    _add_names(terms, files)
    _add_things(terms, files)
    acts = _add_acts(terms, files, forms)
    for lemma in files.offices.speech:
        for surface, form in forms(lemma):
            terms[fold(surface)].append(Sense("speech", lemma, form))
    for lemma in ("start", "begin", "commence", "continue", "resume", "keep", "finish", "go on"):
        for surface, form in forms(lemma):
            terms[fold(surface)].append(Sense("aspect", lemma, form))
    grammar = _grammar(files.modality, forms)
    for surface in grammar.cues:
        if " " in surface:
            terms[surface].append(Sense("cue", surface))
    for phrase in files.modality.adverbs:
        if " " in phrase:
            terms[phrase].append(Sense("adverb", phrase))
    for topic in files.relevance.topics:
        terms[fold(topic)].append(Sense("topic", topic))
    for other in files.relevance.others:
        terms[fold(other)].append(Sense("other topic", other))
    for never in files.relevance.never:
        terms[fold(never)].append(Sense("never", never))
    for aside in files.relevance.asides:
        terms[fold(aside)].append(Sense("aside", aside))
    _inherit(terms)
    o = files.offices
    roles = Roles(*(frozenset(x) for x in (o.titles, o.roles, o.groups, o.bodies, o.portfolios, o.pronouns, o.lay)))
    generic = frozenset(m.name for m in files.minerals if m.generic)
    return Pack(
        Gazetteer(terms),
        grammar,
        acts,
        roles,
        generic,
        frozenset(files.relevance.forecasts),
        compile_lines(files.boilerplate),
        timeline,
        files,
    )


def _inherit(terms: dict[str, list[Sense]]) -> None:
    """A longer surface hides the words in it: "call for" keeps that "call" is a thing, "minerals deal" its subject."""
    topics = {surface for surface, senses in terms.items() if any(s.sort in ("topic", "mineral") for s in senses)}
    for surface, senses in terms.items():
        head, _, rest = surface.partition(" ")
        if rest and surface not in topics and any(word in topics for word in surface.split()):
            senses.append(Sense("topic", surface))
        if rest and any(s.sort in ("cue", "verb", "adverb") for s in senses):
            senses += [s for s in terms.get(head, ()) if s.sort in ("thing", "act") and s not in senses]


def _former(verbs: Verbs) -> Callable[[str], list[tuple[str, str]]]:
    double = frozenset(verbs.double)
    return lambda verb: verb_forms(verb, verbs.irregular, double)


def _add_names(terms: dict[str, list[Sense]], files: Files) -> None:
    def add(words: Iterable[str], sort: str, value: str, form: str = "", *, weak: bool = False) -> None:
        for word in words:
            cased = word if any(c.isupper() for c in word) else ""
            terms[fold(word)].append(Sense(sort, value, form, weak=weak, cased=cased))

    for c in files.countries:
        add(c.names, "country", c.code, "name")
        add(c.demonyms, "country", c.code, "demonym")
        add(c.capitals, "country", c.code, "capital")
        add(c.offices, "country", c.code, "office")
        add(c.places, "place", c.code)
        add(c.shaky, "shaky", c.code)
    for b in files.bodies:
        add(b.words, "country" if b.code else "body", b.code or "body", "body")
    for g in files.groups:
        add(g.words, "country", g.name, "group")
    for m in files.minerals:
        add(m.words, "mineral", m.name, weak=m.weak)
        add(m.loose, "mineral", m.name, "loose", weak=True)
    add(files.pseudo, "pseudo", "pseudo")
    for hint in HINTS:
        terms[hint].append(Sense("currency", hint))


def _add_things(terms: dict[str, list[Sense]], files: Files) -> None:
    for instrument in files.instruments:
        for weak, nouns in ((False, instrument.nouns), (True, instrument.weak)):
            for noun in nouns:
                for surface in noun_forms(noun):
                    terms[fold(surface)].append(Sense("thing", instrument.name, weak=weak))


def _add_acts(terms: dict[str, list[Sense]], files: Files, forms: Callable[[str], list[tuple[str, str]]]) -> Acts:
    by_verb: dict[str, list[Act]] = defaultdict(list)
    by_noun: dict[str, list[Act]] = defaultdict(list)
    for act in files.acts:
        for lemma in (*act.verbs, *act.idioms):
            if act not in by_verb[lemma]:
                by_verb[lemma].append(act)
        for phrase in act.phrases:
            by_verb[phrase].append(act)
            terms[fold(phrase)].append(Sense("verb", phrase, FIXED))
        for noun in act.nouns:
            by_noun[noun].append(act)
        for phrase in act.objects:
            if not phrase.startswith("$"):
                terms[fold(phrase)].append(Sense("object", phrase))
    fixed = {p for act in files.acts for p in act.phrases}
    for lemma in (*(v for v in by_verb if v not in fixed), *(c for c in files.verb_sorts.carriers if c not in by_verb)):
        for surface, form in forms(lemma):
            terms[fold(surface)].append(Sense("verb", lemma, form))
    for noun in by_noun:
        for surface in noun_forms(noun):
            terms[fold(surface)].append(Sense("act", noun))
    return Acts(
        {k: tuple(v) for k, v in by_verb.items()},
        {k: tuple(v) for k, v in by_noun.items()},
        {i.name: i.action for i in files.instruments},
        frozenset([*files.verb_sorts.intransitive, *(i for a in files.acts for i in a.idioms)]),
        frozenset(files.verb_sorts.carriers),
    )


def _grammar(m: Modality, forms: Callable[[str], list[tuple[str, str]]]) -> Grammar:
    cues: dict[str, list[tuple[Cue, str]]] = defaultdict(list)
    for cue in m.cue:
        for word in cue.words:
            cues[fold(word)].append((cue, ""))
        for lemma in cue.verbs:
            for surface, form in forms(lemma):
                cues[fold(surface)].append((cue, form))
    bare = {s for s, of in cues.items() if any(c.takes == "bare" or s.endswith(" to") for c, _ in of)}
    return Grammar(
        {k: tuple(v) for k, v in cues.items()},
        frozenset(m.terminators),
        frozenset(m.conditions),
        frozenset(m.negators),
        frozenset(m.be),
        frozenset(m.have),
        frozenset(m.adverbs),
        frozenset(
            bare
            | {
                "to",
                "be",
                "not",
                "also",
                "now",
                "soon",
                "then",
                "jointly",
                "formally",
                "officially",
                "shortly",
                "finally",
                "likely",
            }
        ),
    )
