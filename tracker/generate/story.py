"""One made-up pledge: what was said of it on which day, and the spans of its status that follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from tracker.generate import words
from tracker.generate.words import Due

LAST = dt.date(9999, 12, 31)
_YEARS_BACK = 3


@dataclass(slots=True)
class Said:
    """A statement in the making; `quote` is one sentence of an article of `source` on `day`."""

    day: dt.date
    kind: str
    role: str
    quote: str
    speaker: str | None
    source: str
    due: Due | None = None
    happened: dt.date | None = None
    firmness: str | None = None
    reason: str = ""


@dataclass(slots=True)
class SpanDraft:
    """A stretch of days with one status; `said` is the place of the statement whose words are in force."""

    since: dt.date
    status: str
    said: int
    due: Due | None = None
    first_due: dt.date | None = None
    slips: int = 0
    happened: dt.date | None = None
    resolved_on: dt.date | None = None
    days_late: int | None = None
    until: dt.date = LAST
    statements: int = 1


@dataclass(slots=True)
class Story:
    """A pledge with all that was said of it, in order, and its spans, which follow one another."""

    title: str
    parties: tuple[str, ...]
    minerals: tuple[str, ...]
    instrument: str
    action: str
    said: list[Said] = field(default_factory=list)
    spans: list[SpanDraft] = field(default_factory=list)


def draw_story(rng: Random, as_of: dt.date) -> Story:
    """A pledge that was first made within the three years before `as_of`, told up to that day."""
    instrument, action, to_do, done = rng.choice(words.ACTS)
    mineral = words.MINERALS[words.draw_early(rng, words.MINERALS)]
    one = words.draw_early(rng, words.PARTIES)
    other = (one + 1 + rng.randrange(len(words.PARTIES) - 1)) % len(words.PARTIES)
    (code, name), (partner_code, partner) = words.PARTIES[one], words.PARTIES[other]
    act, did = to_do.format(m=mineral), done.format(m=mineral)
    who = name if rng.random() < 0.3 else f"{name} and {partner}"
    parties = (code,) if who == name else tuple(sorted((code, partner_code)))
    story = Story(f"{who}: {act}"[:1].upper() + f"{who}: {act}"[1:], parties, (mineral,), instrument, action)
    start = as_of - dt.timedelta(days=int(_YEARS_BACK * 365 * rng.random() ** 1.3) + 1)
    speaker = rng.choice(words.SPEAKERS) if rng.random() < 0.8 else None
    if rng.random() < 0.07:
        _announce(story, rng, start, f"{who} {did} on {start:%A}.")
    else:
        _Teller(story, rng, as_of, who, act, did, speaker).tell(start)
    return story


def _announce(story: Story, rng: Random, day: dt.date, quote: str) -> None:
    story.said.append(
        Said(day, "announcement", "opens", _capital(quote), None, rng.choice(words.OUTLETS), happened=day)
    )
    story.spans.append(SpanDraft(day, "announced", 0, happened=day, resolved_on=day))


@dataclass(slots=True)
class _Teller:
    story: Story
    rng: Random
    as_of: dt.date
    who: str
    act: str
    did: str
    speaker: str | None
    first_due: dt.date | None = None
    slips: int = 0

    def tell(self, day: dt.date) -> None:
        due = words.draw_due(self.rng, day) if self.rng.random() < 0.93 else None
        self.first_due = due[2] if due else None
        self._say(day, "pledge", "opens", due)
        self._span(day, "open", due)
        while due is not None:
            if self.rng.random() < 0.3:
                self._restate(day, due)
            fate = self.rng.random()
            if fate < 0.42:
                return self._settle(day, due)
            if fate < 0.5:
                return self._cancel(day, due)
            if fate >= 0.72:  # nothing more is heard
                return self._lapse(due, self.as_of)
            day, due = self._put_off(day, due)
        return None

    def _restate(self, day: dt.date, due: Due) -> None:
        later = day + dt.timedelta(days=self.rng.randint(1, max(2, (due[2] - day).days // 2)))
        if later < self.as_of and later <= due[2]:
            self._say(later, "pledge", "restates", None)
            self.story.spans[-1].statements += 1

    def _settle(self, day: dt.date, due: Due) -> None:
        act = max(day + dt.timedelta(days=2), due[2] + dt.timedelta(days=int(self.rng.gauss(-8, 25))))
        report = act + dt.timedelta(days=self.rng.choice((0, 0, 1, 2)))
        self._lapse(due, report)
        if report <= self.as_of:
            self._say(report, "announcement", "confirms", None, happened=act)
            self._span(report, "confirmed", due, happened=act, late=(act - due[2]).days, said=self.story.spans[-1].said)

    def _cancel(self, day: dt.date, due: Due) -> None:
        report = day + dt.timedelta(days=self.rng.randint(5, (due[2] - day).days + 60))
        self._lapse(due, report)
        if report <= self.as_of:
            self._say(report, "cancellation", "cancels", None)
            self._span(report, "cancelled", due, said=self.story.spans[-1].said)

    def _put_off(self, day: dt.date, due: Due) -> tuple[dt.date, Due | None]:
        report = day + dt.timedelta(days=self.rng.randint(5, (due[2] - day).days + 30))
        self._lapse(due, report)
        if report > self.as_of:
            return report, None
        fresh = words.draw_due(self.rng, report) if self.rng.random() < 0.8 else None
        self.slips += 1
        self._say(report, "delay", "delays", fresh)
        self._span(report, "delayed", fresh)
        return report, fresh

    def _lapse(self, due: Due, until: dt.date) -> None:
        """The due day passes before `until`: the pledge is overdue from the day after."""
        overdue = due[2] + dt.timedelta(days=1)
        if self.story.spans[-1].since < overdue <= self.as_of and overdue < until:
            self._span(overdue, "overdue", due, said=self.story.spans[-1].said)

    def _say(self, day: dt.date, kind: str, role: str, due: Due | None, happened: dt.date | None = None) -> None:
        sentence, reason = self._sentence(kind, role, due)
        attributed = f"{sentence}, {self.speaker} said." if self.speaker else f"{sentence}."
        firmness = self.rng.choice(("intended", "promised", "promised", "agreed")) if kind == "pledge" else None
        source = self.rng.choice(words.OUTLETS)
        said = Said(day, kind, role, _capital(attributed), self.speaker, source, due, happened, firmness, reason)
        self.story.said.append(said)

    def _sentence(self, kind: str, role: str, due: Due | None) -> tuple[str, str]:
        when = f" {due[0]}" if due else ""
        if role == "restates":
            return f"{self.who} still mean to {self.act}", "same parties, same mineral, same act; no new date"
        if kind == "pledge":
            return f"{self.who} will {self.act}{when}", "first statement of this act"
        if kind == "delay":
            return (
                f"{self.who} now need more time and expect to {self.act}{when or ' later'}",
                "says the date has slipped",
            )
        if kind == "cancellation":
            return f"{self.who} have dropped the plan to {self.act}", "says the act is off"
        return f"{self.who} {self.did}", "the act has happened, among the same parties"

    def _span(
        self,
        since: dt.date,
        status: str,
        due: Due | None,
        *,
        happened: dt.date | None = None,
        late: int | None = None,
        said: int = -1,
    ) -> None:
        spans, settled = self.story.spans, status in {"confirmed", "cancelled"}
        if spans and spans[-1].since == since:
            spans.pop()
        if spans:
            spans[-1].until = since
        said = len(self.story.said) - 1 if said < 0 else said
        resolved = since if settled else None
        draft = SpanDraft(since, status, said, due, self.first_due, self.slips, happened, resolved, late)
        draft.statements = len(self.story.said)
        spans.append(draft)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
