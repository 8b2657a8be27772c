concat('{"a":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."exact" >= $1::numeric)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"b":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."exact" < $2::numeric)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: variable a, decimal:15:5
-- 2: variable b, decimal:15:5
