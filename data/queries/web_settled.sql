-- What was confirmed or cancelled in the thirty days up to a day, the newest first.
SELECT s.pledge AS pledge
FROM spans s
WHERE s.resolved_on > date(:as_of, '-30 days') AND s.resolved_on <= :as_of
AND s.since <= :as_of AND s.until > :as_of AND s.status IN ('confirmed', 'cancelled')
ORDER BY s.resolved_on DESC, s.pledge
LIMIT :limit
