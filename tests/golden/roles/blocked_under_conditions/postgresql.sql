concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"purchases":', E'\032b') ELSE '' END, ',"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), ']')), 2), '}')

-- 1: variable no, bool
-- denied: purchases
