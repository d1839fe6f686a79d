"""Under which keys a statement is filed, so that what may be about the same act is found by look-up."""

from __future__ import annotations

from itertools import combinations

from tracker.ledger.rules import LinkRules
from tracker.ledger.traits import GENERIC
from tracker.model import Filed

__all__ = ["filed_under", "followers_under", "looks_under"]


def filed_under(filed: Filed, rules: LinkRules) -> tuple[str, ...]:
    """Keys of the index under which the statement is to be found.

    A copy is found by its original alone; under its other keys it stands with a "~", which only `followers_under` reads.
    """
    if filed.copy_of:
        return (f"copy of {filed.copy_of}", *(f"~{key}" for key in _subject_keys(filed, rules)))
    return (f"at {filed.url}", *_subject_keys(filed, rules))


def looks_under(filed: Filed, rules: LinkRules) -> tuple[str, ...]:
    """Keys under which the statement finds what came before it, the most telling first."""
    if filed.copy_of:
        return (f"at {filed.copy_of}", *_subject_keys(filed, rules))
    return (f"copy of {filed.url}", *_subject_keys(filed, rules))


def followers_under(key: str) -> tuple[str, ...]:
    """Keys under which those are filed that look under `key`: when a pledge there changes, they are decided anew."""
    if key.startswith("~"):
        return ()
    if key.startswith("at "):
        return (f"copy of {key[3:]}",)
    if key.startswith("copy of "):
        return (f"at {key[8:]}",)
    return (key, f"~{key}")


def _subject_keys(filed: Filed, rules: LinkRules) -> tuple[str, ...]:
    s = filed.statement
    group = rules.group_of.get(s.instrument, s.instrument)
    minerals = {*s.minerals, GENERIC} if s.minerals else set()
    keys = [f"name {name.casefold()}" for name in s.names]
    keys += [f"{a}+{b} {group}" for a, b in combinations(sorted(set(s.parties)), 2)]
    if minerals:
        keys += [f"{party} {group} {mineral}" for party in s.parties for mineral in sorted(minerals)]
        if not s.parties:
            keys += [f"? {group} {mineral}" for mineral in sorted(minerals)]
    else:
        keys += [f"{party} {group}" for party in s.parties]
    return tuple(dict.fromkeys(keys))
