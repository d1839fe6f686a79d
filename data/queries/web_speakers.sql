-- Who is quoted most, with the number of statements.
SELECT speaker AS name, count(*) AS statements
FROM statements
WHERE speaker IS NOT NULL
GROUP BY speaker
ORDER BY statements DESC, name
LIMIT 300
