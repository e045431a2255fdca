-- n-grams of words in use, born and gone on each UTC day. Born: on no day before. Gone: used the day before, and never
-- again. {words} is the rule of words() for a text; {length} is n; {next_words} are the words behind the first.
WITH word_lists AS (
  SELECT "postId" AS post, substr("createdAt", 1, 10) AS day, {words} AS words FROM {view}
),
placed AS (
  SELECT post, day, word, place FROM word_lists CROSS JOIN UNNEST(words) WITH ORDINALITY AS u(word, place)
),
grams AS (
  SELECT day, word{next_words} AS gram FROM placed
  WINDOW behind AS (PARTITION BY post ORDER BY place)
),
used AS (
  SELECT gram, day FROM grams WHERE gram IS NOT NULL GROUP BY gram, day
),
spans AS (
  SELECT gram, min(day) AS first_day, max(day) AS last_day FROM used GROUP BY gram
),
events AS (
  SELECT day, 1 AS in_use, 0 AS born, 0 AS last_used FROM used
  UNION ALL
  SELECT first_day, 0, 1, 0 FROM spans
  UNION ALL
  SELECT last_day, 0, 0, 1 FROM spans
)
SELECT day, sum(in_use) AS in_use, sum(born) AS born, sum(last_used) AS last_used
FROM events
GROUP BY day
ORDER BY day
