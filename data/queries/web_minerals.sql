-- Each mineral with its number of pledges as of a day, and how many of them are overdue.
WITH late AS MATERIALIZED (
    SELECT m.mineral AS name, count(*) AS overdue
    FROM spans s CROSS JOIN pledge_minerals m ON m.pledge = s.pledge
    WHERE s.status = 'overdue' AND s.since <= :as_of AND s.until > :as_of
    GROUP BY m.mineral
),
held AS MATERIALIZED (SELECT n.mineral AS name, count(*) AS pledges FROM pledge_minerals n GROUP BY n.mineral)
SELECT h.name AS name, h.pledges AS pledges, coalesce(l.overdue, 0) AS overdue
FROM held h LEFT JOIN late l ON l.name = h.name
ORDER BY h.pledges DESC, h.name
