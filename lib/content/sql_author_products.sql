-- Products of each author's sums on two days, and pairs of the author's posts, added up over authors.
-- A post without author is an author of its own. {view} and {vectors} as in sql_day_sums.sql.
WITH posts AS (
  SELECT
    "postId" AS post,
    substr("createdAt", 1, 10) AS day,
    CASE WHEN "authorId" IS NULL THEN 'post ' || "postId" ELSE 'author ' || "authorId" END AS author
  FROM {view}
),
numbers AS (
  SELECT v.id AS post, u.dim AS dim, CAST(u.x AS DOUBLE) AS x
  FROM {vectors} AS v CROSS JOIN UNNEST(v.vector) WITH ORDINALITY AS u(x, dim)
),
lengths AS (
  SELECT post, sqrt(sum(x * x)) AS length FROM numbers GROUP BY post
),
author_days AS (
  SELECT posts.author AS author, posts.day AS day, numbers.dim AS dim, sum(numbers.x / lengths.length) AS total, count(*) AS n
  FROM posts
  JOIN lengths ON lengths.post = posts.post
  JOIN numbers ON numbers.post = posts.post
  GROUP BY posts.author, posts.day, numbers.dim
)
SELECT
  a.day AS day,
  b.day AS other,
  sum(a.total * b.total) AS dots,
  sum(CASE WHEN a.dim = 1 THEN a.n * b.n ELSE 0 END) AS pairs
FROM author_days AS a
JOIN author_days AS b ON b.author = a.author AND b.dim = a.dim AND b.day >= a.day
GROUP BY a.day, b.day
