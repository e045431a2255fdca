-- Texts of each known author, and the times of the first and the last.
SELECT
  "authorId" AS author,
  count(*) AS texts,
  min("createdAt") AS first_at,
  max("createdAt") AS last_at
FROM {view}
WHERE "authorId" IS NOT NULL
GROUP BY "authorId"
