concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE (("t1"."id" = ANY($2::int8[])) OR "t1"."id" IN ($1::int8, $3::int8) OR ("t1"."owner_id" = $3::int8))
      ORDER BY array_position($2::int8[], "t1"."id"), "t1"."id"
      LIMIT 20
    ) AS "t2"
    LIMIT $4::int4
  ) AS "t1"
), ']'), ',"terse":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE (("t3"."id" = $1::int8) AND EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id" AND ("t4"."id" >= $1::int8)
    ))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), '}')

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: variable other, int:-9223372036854775808:9223372036854775807
-- 4: variable other, int:0:2147483647
