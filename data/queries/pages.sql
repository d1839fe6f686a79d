-- The pages as fetched, bodies compressed with zlib, for a web archive; by the instant of the fetch.
SELECT
    p.url AS url,
    p.fetched AS fetched,
    p.status AS status,
    p.headers AS headers,
    p.sha256 AS sha256,
    p.body AS body
FROM pages p
WHERE substr(p.fetched, 1, 10) <= :as_of
AND substr(p.fetched, 1, 10) <= :known_at -- if known_at
AND p.source = :source -- if source
AND p.id IN (SELECT a.page FROM articles a WHERE a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search)) -- if search
AND p.id IN (SELECT a.page FROM articles a JOIN statements t ON t.article = a.id JOIN evidence e ON e.statement = t.id WHERE e.pledge = :pledge) -- if pledge
AND p.id IN (SELECT a.page FROM articles a WHERE NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM statements t, json_each(t.parties) n WHERE t.article = a.id AND n.value = w.value))) -- if party
AND p.id IN (SELECT a.page FROM articles a WHERE NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM statements t, json_each(t.minerals) n WHERE t.article = a.id AND n.value = w.value))) -- if mineral
ORDER BY p.fetched, p.url, p.sha256
LIMIT :limit -- if limit
