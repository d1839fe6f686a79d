-- Articles that hold all the words searched for, the best first, with the few words around them.
SELECT a.url AS url, a.title AS title, a.source AS source, a.published AS published, f.words AS words,
    (SELECT e.pledge FROM statements t JOIN evidence e ON e.statement = t.id WHERE t.article = a.id ORDER BY e.home DESC, e.pledge LIMIT 1) AS pledge
FROM (
    SELECT rowid, rank, snippet(articles_fts, 1, char(2), char(3), '…', 24) AS words
    FROM articles_fts WHERE articles_fts MATCH :search ORDER BY rank LIMIT 25
) f
JOIN articles a ON a.id = f.rowid
WHERE a.counts_from <= :as_of
ORDER BY f.rank, a.id
