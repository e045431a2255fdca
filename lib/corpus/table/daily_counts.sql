-- Texts of each kind, known authors, and authors never seen before, of each UTC day with texts.
WITH posts AS (
  SELECT substr("createdAt", 1, 10) AS day, kind, "authorId" AS author FROM {view}
),
counts AS (
  SELECT
    day,
    count(*) AS texts,
    sum(CASE WHEN kind = 'post' THEN 1 ELSE 0 END) AS posts,
    sum(CASE WHEN kind = 'comment' THEN 1 ELSE 0 END) AS comments,
    sum(CASE WHEN kind = 'reply' THEN 1 ELSE 0 END) AS replies,
    count(DISTINCT author) AS authors
  FROM posts
  GROUP BY day
),
first_days AS (
  SELECT author, min(day) AS day FROM posts WHERE author IS NOT NULL GROUP BY author
),
fresh AS (
  SELECT day, count(*) AS authors FROM first_days GROUP BY day
)
SELECT
  counts.day AS day,
  counts.texts AS texts,
  counts.posts AS posts,
  counts.comments AS comments,
  counts.replies AS replies,
  counts.authors AS authors,
  coalesce(fresh.authors, 0) AS new_authors
FROM counts
LEFT JOIN fresh ON fresh.day = counts.day
ORDER BY counts.day
