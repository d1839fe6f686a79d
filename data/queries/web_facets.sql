-- How many of the pledges that fit the filters have each status, basis, party and mineral.
WITH listed AS MATERIALIZED (
    SELECT s.pledge, s.status, s.due_basis
    FROM spans s
    WHERE s.since <= :as_of AND s.until > :as_of
    AND s.status = :status -- if status
    AND s.due_basis = 'stated' -- if stated
    AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_parties n WHERE n.party = w.value AND n.pledge = s.pledge)) -- if party
    AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_minerals n WHERE n.mineral = w.value AND n.pledge = s.pledge)) -- if mineral
    AND EXISTS (SELECT 1 FROM evidence e JOIN statements t ON t.id = e.statement JOIN articles b ON b.id = t.article WHERE e.pledge = s.pledge AND t.counts_from <= :as_of AND b.source = :source) -- if source
    AND EXISTS (SELECT 1 FROM evidence e JOIN statements t ON t.id = e.statement WHERE e.pledge = s.pledge AND t.counts_from <= :as_of AND t.article IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search)) -- if search
    AND s.pledge IN (SELECT e.pledge FROM statements t JOIN evidence e ON e.statement = t.id WHERE t.speaker = :speaker AND t.counts_from <= :as_of) -- if speaker
    AND s.due <= :due_by -- if due_by
)
SELECT 'status' AS facet, status AS value, count(*) AS pledges FROM listed GROUP BY status
UNION ALL
SELECT 'stated', coalesce(due_basis, 'none'), count(*) FROM listed GROUP BY due_basis
UNION ALL
SELECT 'party', n.party, count(*) FROM listed l JOIN pledge_parties n ON n.pledge = l.pledge GROUP BY n.party
UNION ALL
SELECT 'mineral', n.mineral, count(*) FROM listed l JOIN pledge_minerals n ON n.pledge = l.pledge GROUP BY n.mineral
ORDER BY 1, 3 DESC, 2
