concat('{"mine":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_purchase" AS "t0"
    WHERE $1::int8 IS NOT NULL AND ("t0"."customer_id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']') ELSE 'null' END, ',"role":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."name" <> $2::text)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), ']'), ',"past":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_purchase" AS "t2"
    WHERE ("t2"."bought_at" < $3::timestamptz)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: caller user_role, text
-- 3: now now, datetime
