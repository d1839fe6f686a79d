"""How a source's crawl went, in one line for people and one row for the log. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.store.crawlstate import CrawlEnd

if TYPE_CHECKING:
    from spiders.job import SourceJob


def ended(job: SourceJob) -> CrawlEnd:
    """The row of the log. A source failed when an index could not be read, or when no page of several could be."""
    tally = job.tally
    missed_all = (
        tally.failed > 0
        and tally.failed >= tally.new + tally.revised
        and not tally.articles
        and not tally.kept_as_pages
    )
    failed = bool(job.failures) or (missed_all and tally.new > 0)
    refused = bool(job.failures) and all(getattr(error, "refused", False) for error in job.failures)
    outcome = "refused" if refused else "failed" if failed else "ok" if job.changed or tally.fetched else "unchanged"
    return CrawlEnd(
        outcome=outcome,
        items=tally.items,
        articles=tally.articles,
        message=_words(job),
        oldest_item=job.oldest.isoformat() if job.oldest else None,
        gap_since=job.gap.isoformat() if job.gap else None,
    )


def _words(job: SourceJob) -> str:
    tally = job.tally
    counts = (
        (tally.articles, "new article", "new articles"),
        (tally.versions, "revised", "revised"),
        (tally.kept_as_pages, "page that is no article", "pages that are no articles"),
        (tally.irrelevant, "off topic", "off topic"),
        (tally.foreign, "link to another site left out", "links to other sites left out"),
        (tally.failed, "page failed", "pages failed"),
    )
    parts = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    listed = f"{tally.items} listed" if tally.items else "nothing changed" if job.answered and not job.changed else ""
    words = ", ".join(part for part in (listed, *parts) if part)
    notes = [str(error) for error in job.failures]
    notes += [f"moved for good to {new}: put that into the source file" for new in job.moved.values()]
    if job.gap:
        notes.append(f"gap: items between {job.gap} and {job.oldest} passed unseen")
    if job.filled:
        notes.append(f"a gap since {job.filled} was filled from the sitemap")
    if job.full:
        notes.append("stopped at the most pages of a run; the rest is fetched next time")
    return "; ".join(part for part in (words, *notes) if part) or "nothing listed"
