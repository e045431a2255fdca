-- Sums of the unit vectors of each UTC day, number by number, and how many posts they are of.
-- {view}: posts; {vectors}: a relation of id and vector. Rows are scaled to length 1 in double precision.
WITH posts AS (
  SELECT "postId" AS post, substr("createdAt", 1, 10) AS day FROM {view}
),
numbers AS (
  SELECT v.id AS post, u.dim AS dim, CAST(u.x AS DOUBLE) AS x
  FROM {vectors} AS v CROSS JOIN UNNEST(v.vector) WITH ORDINALITY AS u(x, dim)
),
lengths AS (
  SELECT post, sqrt(sum(x * x)) AS length FROM numbers GROUP BY post
)
SELECT posts.day AS day, numbers.dim AS dim, sum(numbers.x / lengths.length) AS total, count(*) AS n
FROM posts
JOIN lengths ON lengths.post = posts.post
JOIN numbers ON numbers.post = posts.post
GROUP BY posts.day, numbers.dim
