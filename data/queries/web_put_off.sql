-- The days on which a delay or a new date of one pledge was reported.
SELECT t.counts_from AS day
FROM evidence e JOIN statements t ON t.id = e.statement
WHERE e.pledge = :pledge AND e.role IN ('delays', 'reschedules') AND t.counts_from <= :as_of
ORDER BY 1
