-- The stored articles with all their versions, without their texts.
SELECT
    a.url AS url,
    a.version AS version,
    a.title AS title,
    a.published AS published,
    a.published_from AS published_from,
    a.counts_from AS counts_from,
    a.superseded AS superseded,
    a.language AS language,
    a.source AS source,
    a.country AS country,
    a.fetched AS fetched,
    a.origin AS origin,
    o.url AS copy_of,
    r.read_with AS read_with,
    coalesce(r.statements, 0) AS statements
FROM articles a
LEFT JOIN articles o ON o.id = a.copy_of
LEFT JOIN readings r ON r.article = a.id
WHERE a.counts_from <= :as_of AND NOT a.cited
AND a.source = :source -- if source
AND a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search) -- if search
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM statements t, json_each(t.parties) n WHERE t.article = a.id AND n.value = w.value)) -- if party
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM statements t, json_each(t.minerals) n WHERE t.article = a.id AND n.value = w.value)) -- if mineral
ORDER BY a.published, a.url, a.version
LIMIT :limit -- if limit
OFFSET :offset -- if offset
