"""A pledge's story on one screen: what was promised, by whom, in which words, and how its status follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.report.table import quoted
from tracker.store.clean import one_line

Row = dict[str, object]

# what each role does to the pledge, in the words of a reader
_DOES = {
    "opens": "promised",
    "restates": "said again",
    "reschedules": "new date",
    "delays": "delayed",
    "confirms": "done",
    "cancels": "cancelled",
    "recaps": "looked back on",
}


def tell(pledge: Row, evidence: Sequence[Row]) -> Iterator[str]:
    """The lines of the story of a row of `pledges` and its rows of `evidence`."""
    yield f"{_text(pledge['pledge'])}  {_text(pledge['title'])}"
    yield f"  {_status(pledge)}"
    yield from (f"  {line}" for line in _due(pledge))
    yield f"  {_checked(pledge)}"
    if pledge["deal"]:
        yield f"  a step of the deal {_text(pledge['deal'])}"
    spread = sum(bool(one["copy_of"]) for one in evidence)
    yield ""
    for one in evidence:
        if not one["copy_of"]:
            yield from _piece(one)
    if spread:
        yield f"  and {spread} {'copy' if spread == 1 else 'copies'} of these reports in other outlets: spread, no further witness"


def _status(pledge: Row) -> str:
    parts = [_text(pledge["status"]).upper()]
    if pledge["days_overdue"] is not None:
        parts.append(f"{pledge['days_overdue']} days past {pledge['due']}")
    if pledge["detail"]:
        parts.append(_text(pledge["detail"]))
    if pledge["happened"]:
        parts.append(f"happened {pledge['happened']}")
    if pledge["resolved_on"]:
        parts.append(f"reported {pledge['resolved_on']}")
    return ", ".join(parts)


def _due(pledge: Row) -> Iterator[str]:
    window = pledge["window"]
    if not isinstance(window, list):
        yield "no due day: its words name none"
        return
    how = "the words state it" if pledge["due_basis"] == "stated" else "our reading of vague words"
    words = f"“{_text(pledge['timeline'])}” " if pledge["timeline"] else ""
    yield f"due {window[0]} to {window[1]}: {words}({how}, rule {_text(pledge['rule'])})"
    if pledge["first_due"] != pledge["due"]:
        yield f"first due {pledge['first_due']}, moved {pledge['slips']} times"


def _checked(pledge: Row) -> str:
    if not pledge["last_checked"]:
        return "unchecked: no source that could carry the follow-up was ever crawled"
    since = "" if pledge["checked_since_due"] or not pledge["due"] else ", but not since the due day"
    return f"last checked {pledge['last_checked']}{since}"


def _piece(one: Row) -> Iterator[str]:
    role = _DOES.get(str(one["role"]), _text(one["role"]))
    gone = f"  (gone from the article since {one['gone']})" if one["gone"] else ""
    yield f"  {one['day']}  {role}{gone}"
    yield f"      {quoted(one['quote'])}"
    who = ", ".join(part for part in (_text(one["speaker"]), _text(one["outlet"])) if part)
    yield f"      {who}  {_text(one['article_url'])}".rstrip()
    window = one["window"]
    if isinstance(window, list):
        yield f"      “{_text(one['timeline'])}” = {window[0]} to {window[1]}, rule {_text(one['rule'])}"
    reasons = "; ".join(_text(reason) for reason in one["reasons"]) if isinstance(one["reasons"], list) else ""
    decided = "a person decided: " if one["decided"] else ""
    if reasons or decided:
        yield f"      {decided}{reasons} (score {one['score']:.2f}, {one['statement']})"


def _text(value: object) -> str:
    return one_line(str(value)) if value is not None else ""
