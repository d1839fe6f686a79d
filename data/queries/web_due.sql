-- What falls due in the thirty days from a day on, the next first.
SELECT s.pledge AS pledge
FROM spans s
WHERE s.due >= :as_of AND s.due <= date(:as_of, '+30 days')
AND s.since <= :as_of AND s.until > :as_of AND s.status IN ('open', 'delayed')
ORDER BY s.due, s.pledge
LIMIT :limit
