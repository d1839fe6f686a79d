-- All evidence of one pledge as of a day, with the quote inside a little of the kept text (never the whole of it).
SELECT
    e.role AS role,
    e.score AS score,
    e.reasons AS reasons,
    e.home AS home,
    e.decided AS decided,
    t.id AS statement,
    t.kind AS kind,
    t.field AS field,
    t.quote AS quote,
    t.speaker AS speaker,
    t.timeline AS timeline,
    t.earliest AS earliest,
    t.latest AS latest,
    t.basis AS basis,
    t.rule AS rule,
    t.happened_latest AS happened,
    t.counts_from AS day,
    CASE WHEN t.gone <= :as_of THEN t.gone END AS gone,
    a.url AS url,
    a.title AS article_title,
    a.published AS published,
    a.published_from AS published_from,
    a.source AS source,
    a.version AS version,
    a.cited AS cited,
    o.url AS copy_of,
    min(t.start, 220) AS place,
    substr(CASE t.field WHEN 'title' THEN a.title ELSE x.text END, max(t.start - 220, 0) + 1, t."end" - t.start + min(t.start, 220) + 220) AS kept
FROM evidence e
JOIN statements t ON t.id = e.statement
JOIN articles a ON a.id = t.article
JOIN texts x ON x.article = a.id
LEFT JOIN articles o ON o.id = a.copy_of
WHERE e.pledge = :pledge AND t.counts_from <= :as_of
ORDER BY t.counts_from, e.place
LIMIT 500
