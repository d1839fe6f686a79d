-- Every article that was read, without its text.
SELECT a.published AS published, a.published_from AS published_from, a.source AS source, a.title AS title, a.url AS url,
    a.version AS version, a.language AS language, a.country AS country, o.url AS copy_of,
    coalesce(r.statements, 0) AS statements
FROM main.articles a LEFT JOIN main.articles o ON o.id = a.copy_of LEFT JOIN main.readings r ON r.article = a.id
WHERE NOT a.cited
