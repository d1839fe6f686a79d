-- What became of pledges: one row a change of status or of due day, newest first; with `latest` where each pledge stands instead.
SELECT
    s.pledge AS pledge,
    p.title AS title,
    s.status AS status,
    (SELECT x.status FROM spans x WHERE x.pledge = s.pledge AND x.since < s.since ORDER BY x.since DESC LIMIT 1) AS was,
    s.since AS since,
    s.detail AS detail,
    s.due AS due,
    s.due_basis AS due_basis,
    (SELECT x.due FROM spans x WHERE x.pledge = s.pledge AND x.since < s.since AND x.due IS NOT NULL ORDER BY x.since DESC LIMIT 1) AS last_due,
    CASE WHEN s.due IS NOT NULL THEN json_array(s.earliest, s.latest) END AS window,
    s.first_due AS first_due,
    s.slips AS slips,
    (SELECT count(*) FROM spans x WHERE x.pledge = s.pledge AND x.since < s.since) AS changes,
    p.first_pledged AS first_pledged,
    s.happened AS happened,
    s.resolved_on AS resolved_on,
    s.days_late AS days_late,
    s.precision AS precision,
    s.firmness AS firmness,
    s.rule AS rule,
    p.deal AS deal,
    p.parties AS parties,
    p.minerals AS minerals,
    p.instrument AS instrument,
    p.action AS action,
    t.speaker AS speaker,
    t.timeline AS timeline,
    t.quote AS quote,
    a.url AS article_url,
    a.source AS outlet,
    u.quote AS report_quote,
    b.url AS report_url,
    b.source AS report_outlet
FROM spans s
CROSS JOIN pledges p ON p.id = s.pledge
CROSS JOIN statements t ON t.id = s.current
CROSS JOIN articles a ON a.id = t.article
-- the report that made the change: the last one by then of the role that leads to this status
LEFT JOIN statements u ON s.status IN ('confirmed', 'cancelled', 'delayed') AND u.id = (
    SELECT e.statement FROM evidence e JOIN statements x ON x.id = e.statement WHERE e.pledge = s.pledge AND x.counts_from <= s.since
    AND e.role IN (CASE s.status WHEN 'confirmed' THEN 'confirms' WHEN 'cancelled' THEN 'cancels' ELSE 'delays' END, CASE s.status WHEN 'delayed' THEN 'reschedules' END)
    ORDER BY x.counts_from DESC, e.place LIMIT 1)
LEFT JOIN articles b ON b.id = u.article
WHERE s.since <= :as_of
AND s.until > :as_of -- if latest
AND s.since > :after -- if after
AND NOT EXISTS (SELECT 1 FROM spans x WHERE x.pledge = s.pledge AND x.until = s.since AND x.status = s.status AND x.due IS s.due) -- unless latest
AND s.status = :status -- if status
AND s.due_basis = 'stated' -- if stated
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_parties n WHERE n.party = w.value AND n.pledge = s.pledge)) -- if party
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_minerals n WHERE n.mineral = w.value AND n.pledge = s.pledge)) -- if mineral
AND EXISTS (SELECT 1 FROM evidence e JOIN statements x ON x.id = e.statement JOIN articles c ON c.id = x.article WHERE e.pledge = s.pledge AND x.counts_from <= :as_of AND c.source = :source) -- if source
AND EXISTS (SELECT 1 FROM evidence e JOIN statements x ON x.id = e.statement WHERE e.pledge = s.pledge AND x.counts_from <= :as_of AND x.article IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search)) -- if search
AND s.pledge = :pledge -- if pledge
AND s.pledge IN (SELECT e.pledge FROM statements u JOIN evidence e ON e.statement = u.id WHERE u.speaker = :speaker AND u.counts_from <= :as_of) -- if speaker
AND s.due <= :due_by -- if due_by
ORDER BY s.since DESC, s.pledge
LIMIT :limit -- if limit
