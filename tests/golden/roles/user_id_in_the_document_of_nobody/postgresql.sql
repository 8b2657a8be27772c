concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."id" = $2::int8) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']') ELSE 'null' END, ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_customer" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      WHERE $1::int8 IS NOT NULL AND "t2"."owner_id" = "t1"."id" AND ("t2"."owner_id" = $1::int8)
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ) AS "j0" ON true
), ']'), ',"product":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce((
  SELECT concat('{"id":', "t3"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE $1::int8 IS NOT NULL AND ("t3"."id" = $1::int8)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-9223372036854775808:9223372036854775807
