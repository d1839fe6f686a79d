"""From words to a window of days: the reader of promised timelines."""

from tracker.extract.timeline.reader import Explanation, Found, TimelineReader
from tracker.extract.timeline.shapes import Cue, Example, Grammar, Places, Rule

__all__ = ["Cue", "Example", "Explanation", "Found", "Grammar", "Places", "Rule", "TimelineReader"]
