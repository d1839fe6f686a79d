-- Every statement: the quote, who said it, where it stands and what it was read as.
SELECT t.id AS statement, t.counts_from AS day, t.kind AS kind, t.quote AS quote, t.speaker AS speaker, t.timeline AS timeline,
    t.earliest AS earliest, t.latest AS latest, t.basis AS basis, t.precision AS precision, t.rule AS rule,
    t.parties AS parties, t.minerals AS minerals, t.instrument AS instrument, t.action AS action,
    a.source AS source, a.title AS article_title, a.url AS article_url,
    (SELECT e.pledge FROM main.evidence e WHERE e.statement = t.id ORDER BY e.home DESC, e.pledge LIMIT 1) AS pledge
FROM main.statements t JOIN main.articles a ON a.id = t.article
