-- How many pledges have each status as of a day.
SELECT s.status AS status, count(*) AS pledges
FROM spans s
WHERE s.since <= :as_of AND s.until > :as_of
GROUP BY s.status
