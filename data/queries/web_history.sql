-- The statuses that one pledge has had, up to a day.
SELECT since, until, status, detail, due, due_basis, rule
FROM spans
WHERE pledge = :pledge AND since <= :as_of
ORDER BY since
