-- How many articles wait for rules of their language, and the last successful crawl.
SELECT
    (SELECT count(*) FROM readings WHERE read_with BETWEEN 'unread:' AND 'unread;') AS unread,
    (SELECT max(finished) FROM crawls WHERE outcome IN ('ok', 'unchanged')) AS last_crawl
