-- Every statement, in the order published, address, place in the text.
SELECT
    a.url AS article_url,
    a.title AS article_title,
    a.published AS published,
    t.kind AS kind,
    t.quote AS quote,
    t.start AS start,
    t."end" AS "end",
    t.speaker AS speaker,
    t.parties AS parties,
    t.minerals AS minerals,
    t.instrument AS instrument,
    t.action AS action,
    t.timeline AS timeline,
    CASE WHEN t.earliest IS NOT NULL THEN json_array(t.earliest, t.latest) END AS window,
    t.precision AS precision,
    CASE WHEN t.happened_earliest IS NOT NULL THEN json_array(t.happened_earliest, t.happened_latest) END AS happened,
    t.firmness AS firmness,
    (SELECT e.pledge FROM evidence e WHERE e.statement = t.id ORDER BY e.home DESC, e.pledge LIMIT 1) AS pledge,
    t.rules AS rules
FROM statements t
CROSS JOIN articles a ON a.id = t.article
WHERE t.counts_from <= :as_of
AND t.kind = :kind -- if kind
AND t.basis = 'stated' -- if stated
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE w.value NOT IN (SELECT value FROM json_each(t.parties))) -- if party
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE w.value NOT IN (SELECT value FROM json_each(t.minerals))) -- if mineral
AND EXISTS (SELECT 1 FROM evidence e JOIN spans s ON s.pledge = e.pledge WHERE e.statement = t.id AND s.since <= :as_of AND s.until > :as_of AND s.status = :status) -- if status
AND a.source = :source -- if source
AND t.speaker = :speaker -- if speaker
AND t.article IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search) -- if search
AND EXISTS (SELECT 1 FROM evidence e WHERE e.statement = t.id AND e.pledge = :pledge) -- if pledge
ORDER BY t.counts_from, a.url, t.field = 'text', t.start, t.id
LIMIT :limit -- if limit
OFFSET :offset -- if offset
