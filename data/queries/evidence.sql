-- Everything that a pledge's status leans on as of a day: its statements in canonical order, and why each belongs to it.
SELECT
    e.pledge AS pledge,
    e.role AS role,
    t.id AS statement,
    t.kind AS kind,
    t.counts_from AS day,
    t.quote AS quote,
    t.field AS field,
    t.start AS start,
    t."end" AS "end",
    t.speaker AS speaker,
    t.timeline AS timeline,
    CASE WHEN t.earliest IS NOT NULL THEN json_array(t.earliest, t.latest) END AS window,
    CASE WHEN t.happened_earliest IS NOT NULL THEN json_array(t.happened_earliest, t.happened_latest) END AS happened,
    t.rule AS rule,
    e.score AS score,
    e.reasons AS reasons,
    e.home AS home,
    e.decided AS decided,
    CASE WHEN t.gone <= :as_of THEN t.gone END AS gone,
    a.source AS outlet,
    a.url AS article_url,
    a.title AS article_title,
    a.published AS published,
    a.version AS version,
    substr(a.fetched, 1, 10) AS fetched,
    o.url AS copy_of
FROM evidence e
JOIN statements t ON t.id = e.statement
JOIN articles a ON a.id = t.article
LEFT JOIN articles o ON o.id = a.copy_of
WHERE t.counts_from <= :as_of
AND e.pledge = :pledge -- if pledge
ORDER BY e.pledge, e.place
LIMIT :limit -- if limit
