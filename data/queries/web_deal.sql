-- The other steps of the deal that a pledge belongs to, with their status as of a day.
SELECT p.id AS pledge, p.title AS title, p.deal AS deal, s.status AS status, s.due AS due
FROM pledges d
JOIN pledges p ON p.deal = d.deal AND p.id <> d.id
JOIN spans s ON s.pledge = p.id AND s.since <= :as_of AND s.until > :as_of
WHERE d.id = :pledge AND d.deal IS NOT NULL
ORDER BY s.since, p.id
LIMIT 50
