-- Different n-grams of each UTC day: in use, on no day before, on no day after, and on the day before as well.
-- {words}: the rule of words() for a post; {next_words}: the words behind the first; {least}: times an n-gram occurs in all.
WITH word_lists AS (
  SELECT "postId" AS post, substr("createdAt", 1, 10) AS day, {words} AS words FROM {view}
),
days AS (
  SELECT day, lag(day) OVER (ORDER BY day) AS before FROM (SELECT DISTINCT day FROM word_lists) AS all_days
),
placed AS (
  SELECT post, day, word, place FROM word_lists CROSS JOIN UNNEST(words) WITH ORDINALITY AS u(word, place)
),
grams AS (
  SELECT day, word{next_words} AS gram FROM placed
  WINDOW behind AS (PARTITION BY post ORDER BY place)
),
day_uses AS (
  SELECT gram, day, count(*) AS times FROM grams WHERE gram IS NOT NULL GROUP BY gram, day
),
spans AS (
  SELECT gram, min(day) AS first_day, max(day) AS last_day FROM day_uses GROUP BY gram HAVING sum(times) >= {least}
),
used AS (
  SELECT day_uses.gram AS gram, day_uses.day AS day FROM day_uses JOIN spans ON spans.gram = day_uses.gram
),
events AS (
  SELECT day, 1 AS in_use, 0 AS born, 0 AS last_used, 0 AS kept FROM used
  UNION ALL
  SELECT first_day, 0, 1, 0, 0 FROM spans
  UNION ALL
  SELECT last_day, 0, 0, 1, 0 FROM spans
  UNION ALL
  SELECT today.day, 0, 0, 0, 1
  FROM used AS today
  JOIN days ON days.day = today.day
  JOIN used AS yesterday ON yesterday.day = days.before AND yesterday.gram = today.gram
)
SELECT days.day AS day, coalesce(sum(in_use), 0) AS in_use, coalesce(sum(born), 0) AS born,
  coalesce(sum(last_used), 0) AS last_used, coalesce(sum(kept), 0) AS kept
FROM days
LEFT JOIN events ON events.day = days.day
GROUP BY days.day
ORDER BY days.day
