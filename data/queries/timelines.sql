-- One row a pledge and event as of a day: what was promised, restated, moved, due, confirmed or cancelled, and when.
WITH listed AS (
    SELECT s.*, p.title AS title, p.deal AS deal, p.parties AS parties, p.minerals AS minerals, p.instrument AS instrument,
        p.action AS action, p.first_pledged AS first_pledged,
        coalesce(p.first_pledged, (SELECT min(x.since) FROM spans x WHERE x.pledge = s.pledge)) AS opened
    FROM spans s JOIN pledges p ON p.id = s.pledge
    WHERE s.since <= :as_of AND s.until > :as_of
    AND s.status = :status -- if status
    AND s.due_basis = 'stated' -- if stated
    AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_parties n WHERE n.party = w.value AND n.pledge = s.pledge)) -- if party
    AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_minerals n WHERE n.mineral = w.value AND n.pledge = s.pledge)) -- if mineral
    AND EXISTS (SELECT 1 FROM evidence e JOIN statements t ON t.id = e.statement JOIN articles b ON b.id = t.article WHERE e.pledge = s.pledge AND t.counts_from <= :as_of AND b.source = :source) -- if source
    AND EXISTS (SELECT 1 FROM evidence e JOIN statements t ON t.id = e.statement WHERE e.pledge = s.pledge AND t.counts_from <= :as_of AND t.article IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search)) -- if search
    AND s.pledge = :pledge -- if pledge
    AND s.pledge IN (SELECT e.pledge FROM statements t JOIN evidence e ON e.statement = t.id WHERE t.speaker = :speaker AND t.counts_from <= :as_of) -- if speaker
    AND s.due <= :due_by -- if due_by
),
events AS (
    SELECT l.pledge, t.counts_from AS day, e.place AS place,
        CASE e.role
            WHEN 'opens' THEN CASE t.kind WHEN 'announcement' THEN 'announced' WHEN 'delay' THEN 'delayed' WHEN 'cancellation' THEN 'cancelled' ELSE 'promised' END
            WHEN 'restates' THEN 'restated' WHEN 'reschedules' THEN 'rescheduled' WHEN 'delays' THEN 'delayed'
            WHEN 'confirms' THEN CASE WHEN l.first_pledged IS NULL THEN 'announced' ELSE 'confirmed' END
            WHEN 'cancels' THEN 'cancelled' ELSE 'recapped' END AS event,
        t.id AS statement, t.earliest, t.latest, t.happened_earliest, t.happened_latest, a.copy_of AS copy_of
    FROM listed l JOIN evidence e ON e.pledge = l.pledge JOIN statements t ON t.id = e.statement JOIN articles a ON a.id = t.article
    WHERE t.counts_from <= :as_of
    UNION ALL
    SELECT l.pledge, l.due, 1000000000, 'due', l.current, l.earliest, l.latest, NULL, NULL, NULL FROM listed l WHERE l.due IS NOT NULL
)
SELECT
    l.pledge AS pledge,
    l.title AS title,
    v.event AS event,
    v.day AS day,
    CASE WHEN v.latest IS NOT NULL THEN json_array(v.earliest, v.latest) END AS window,
    v.latest AS due,
    CASE WHEN v.happened_earliest IS NOT NULL THEN json_array(v.happened_earliest, v.happened_latest) END AS happened,
    CASE WHEN v.event = 'confirmed' THEN l.days_late END AS days_late,
    l.status AS status,
    l.detail AS detail,
    l.deal AS deal,
    l.parties AS parties,
    l.minerals AS minerals,
    l.instrument AS instrument,
    l.action AS action,
    t.speaker AS speaker,
    t.timeline AS timeline,
    t.rule AS rule,
    t.quote AS quote,
    a.source AS outlet,
    a.url AS address,
    a.title AS article_title,
    a.published AS published,
    v.copy_of IS NOT NULL AS copy
FROM listed l
JOIN events v ON v.pledge = l.pledge
JOIN statements t ON t.id = v.statement
JOIN articles a ON a.id = t.article
ORDER BY l.opened, l.pledge, v.day, v.place, v.event
LIMIT :limit -- if limit
OFFSET :offset -- if offset
