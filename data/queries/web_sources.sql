-- Each source that was crawled or has articles: how its crawls went up to a day.
WITH log AS (
    SELECT source, started, coalesce(finished, started) AS finished, outcome, message, gap_since, oldest_item
    FROM crawls WHERE substr(started, 1, 10) <= :as_of
),
last AS (
    SELECT source, outcome, message, max(started) AS started FROM log GROUP BY source
),
sums AS (
    SELECT source,
        max(CASE WHEN outcome IN ('ok', 'unchanged') THEN substr(finished, 1, 10) END) AS last_success,
        sum(substr(started, 1, 10) > date(:as_of, '-7 days')) AS tries,
        sum(substr(started, 1, 10) > date(:as_of, '-7 days') AND outcome IN ('failed', 'refused')) AS failures,
        max(CASE WHEN gap_since IS NOT NULL THEN gap_since END) AS gap_since,
        max(CASE WHEN gap_since IS NOT NULL THEN oldest_item END) AS gap_until
    FROM log GROUP BY source
),
stock AS (
    SELECT source, count(*) AS articles, max(published) AS newest FROM articles WHERE published <= :as_of AND NOT cited GROUP BY source
),
names AS (SELECT source FROM sums UNION SELECT source FROM stock UNION SELECT source FROM coverage)
SELECT n.source AS source, l.outcome AS outcome, l.message AS message, l.started AS last_try, s.last_success AS last_success,
    CAST(julianday(:as_of) - julianday(s.last_success) AS INTEGER) AS days_ago, coalesce(s.tries, 0) AS tries,
    coalesce(s.failures, 0) AS failures, s.gap_since AS gap_since, s.gap_until AS gap_until,
    coalesce(k.articles, 0) AS articles, k.newest AS newest,
    (SELECT group_concat(c.name, ', ') FROM coverage c WHERE c.source = n.source) AS covers
FROM names n
LEFT JOIN last l ON l.source = n.source
LEFT JOIN sums s ON s.source = n.source
LEFT JOIN stock k ON k.source = n.source
ORDER BY n.source
