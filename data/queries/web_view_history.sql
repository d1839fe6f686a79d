-- Every status that every pledge has had, with its days.
SELECT p.id AS pledge, p.title AS title, s.since AS since, nullif(s.until, '9999-12-31') AS until, s.status AS status,
    s.due AS due, s.due_basis AS due_basis, s.first_due AS first_due, s.slips AS slips, s.happened AS happened,
    s.resolved_on AS resolved_on, s.days_late AS days_late, s.precision AS precision, s.rule AS rule,
    p.parties AS parties, p.minerals AS minerals, p.instrument AS instrument, p.action AS action, p.deal AS deal,
    p.first_pledged AS first_pledged
FROM main.pledges p JOIN main.spans s ON s.pledge = p.id
