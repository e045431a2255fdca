-- Texts of each kind, known authors, and authors never seen before, of each UTC day with texts.
WITH texts AS (
  SELECT substr("createdAt", 1, 10) AS day, kind, "authorId" AS author FROM {view}
),
first_days AS (
  SELECT author, min(day) AS day FROM texts WHERE author IS NOT NULL GROUP BY author
),
fresh AS (
  SELECT day, count(*) AS authors FROM first_days GROUP BY day
),
counts AS (
  SELECT
    day,
    sum(CASE WHEN kind = 'post' THEN 1 ELSE 0 END) AS posts,
    sum(CASE WHEN kind = 'comment' THEN 1 ELSE 0 END) AS comments,
    sum(CASE WHEN kind = 'reply' THEN 1 ELSE 0 END) AS replies,
    count(DISTINCT author) AS authors
  FROM texts
  GROUP BY day
)
SELECT
  counts.day AS day,
  counts.posts AS posts,
  counts.comments AS comments,
  counts.replies AS replies,
  counts.authors AS "active authors",
  coalesce(fresh.authors, 0) AS "new authors"
FROM counts
LEFT JOIN fresh ON fresh.day = counts.day
ORDER BY counts.day
