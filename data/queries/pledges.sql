-- The ledger as of a day: one row a pledge, by due day, the undated ones last.
-- success: per source, the last day of a successful crawl, and the end of the latest stretch that it missed.
WITH success AS MATERIALIZED (
    SELECT source, max(substr(finished, 1, 10)) AS day, max(CASE WHEN gap_since IS NOT NULL THEN oldest_item END) AS missed
    FROM crawls
    WHERE outcome IN ('ok', 'unchanged') AND substr(finished, 1, 10) <= :as_of
    AND substr(finished, 1, 10) <= :known_at -- if known_at
    GROUP BY source
),
-- covered: the same by the name of a party or mineral that sources cover, those that missed nothing apart
covered AS MATERIALIZED (
    SELECT c.name, max(k.day) AS day, max(CASE WHEN k.missed IS NULL THEN k.day END) AS sure
    FROM coverage c JOIN success k ON k.source = c.source
    GROUP BY c.name
)
SELECT
    p.id AS pledge,
    p.title AS title,
    s.status AS status,
    s.detail AS detail,
    s.due AS due,
    s.due_basis AS due_basis,
    CASE WHEN s.due IS NOT NULL THEN json_array(s.earliest, s.latest) END AS window,
    s.first_due AS first_due,
    s.slips AS slips,
    CASE WHEN s.status = 'overdue' THEN CAST(julianday(:as_of) - julianday(s.due) AS INTEGER) END AS days_overdue, -- unless against_first
    CAST(julianday(:as_of) - julianday(s.first_due) AS INTEGER) AS days_overdue, -- if against_first
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
    s.statements AS statements,
    nullif(max(
        coalesce((SELECT max(v.day) FROM pledge_parties n JOIN covered v ON v.name = n.party WHERE n.pledge = s.pledge), ''),
        coalesce((SELECT max(v.day) FROM pledge_minerals n JOIN covered v ON v.name = n.mineral WHERE n.pledge = s.pledge), ''),
        coalesce(CASE WHEN (SELECT count(*) FROM success) THEN (
            SELECT max(k.day) FROM evidence e JOIN statements u ON u.id = e.statement JOIN articles b ON b.id = u.article
            JOIN success k ON k.source = b.source WHERE e.pledge = s.pledge) END, '')
    ), '') AS last_checked,
    s.due IS NOT NULL AND (
        EXISTS (SELECT 1 FROM pledge_parties n JOIN covered v ON v.name = n.party WHERE n.pledge = s.pledge AND v.sure > s.due)
        OR EXISTS (SELECT 1 FROM pledge_minerals n JOIN covered v ON v.name = n.mineral WHERE n.pledge = s.pledge AND v.sure > s.due)
        OR EXISTS (SELECT 1 FROM success k WHERE k.day > s.due AND coalesce(k.missed, '') <= s.due AND (
            EXISTS (SELECT 1 FROM coverage c WHERE c.source = k.source AND (
                c.name IN (SELECT n.party FROM pledge_parties n WHERE n.pledge = s.pledge)
                OR c.name IN (SELECT n.mineral FROM pledge_minerals n WHERE n.pledge = s.pledge)))
            OR EXISTS (SELECT 1 FROM evidence e JOIN statements u ON u.id = e.statement JOIN articles b ON b.id = u.article
                WHERE e.pledge = s.pledge AND b.source = k.source)))
    ) AS checked_since_due
FROM spans s -- unless against_first
FROM spans s INDEXED BY spans_first_due -- if against_first
CROSS JOIN pledges p ON p.id = s.pledge
CROSS JOIN statements t ON t.id = s.current
CROSS JOIN articles a ON a.id = t.article
WHERE s.since <= :as_of AND s.until > :as_of
AND s.status = :status -- if status
AND s.status IN ('open', 'overdue', 'delayed') AND s.first_due < :as_of -- if against_first
AND s.due_basis = 'stated' -- if stated
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:party), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_parties n WHERE n.party = w.value AND n.pledge = s.pledge)) -- if party
AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(json_quote(:mineral), ',', '","') || ']') w WHERE NOT EXISTS (SELECT 1 FROM pledge_minerals n WHERE n.mineral = w.value AND n.pledge = s.pledge)) -- if mineral
AND EXISTS (SELECT 1 FROM evidence e JOIN statements t ON t.id = e.statement JOIN articles b ON b.id = t.article WHERE e.pledge = s.pledge AND t.counts_from <= :as_of AND b.source = :source) -- if source
AND EXISTS (SELECT 1 FROM evidence e JOIN statements t ON t.id = e.statement WHERE e.pledge = s.pledge AND t.counts_from <= :as_of AND t.article IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :search)) -- if search
AND s.pledge = :pledge -- if pledge
AND s.pledge IN (SELECT e.pledge FROM statements t JOIN evidence e ON e.statement = t.id WHERE t.speaker = :speaker AND t.counts_from <= :as_of) -- if speaker
AND s.due <= :due_by -- if due_by
ORDER BY s.due NULLS LAST, s.pledge -- unless against_first
ORDER BY s.first_due, s.pledge -- if against_first
LIMIT :limit -- if limit
