-- What fell overdue last, the latest first.
SELECT s.pledge AS pledge
FROM spans s
WHERE s.status = 'overdue' AND s.since <= :as_of AND s.until > :as_of
ORDER BY s.due DESC, s.pledge
LIMIT :limit
