concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']') ELSE 'null' END, ',"product":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce((
  SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE $1::int8 IS NOT NULL AND ((("t1"."is_public" = $2::bool) OR ("t1"."owner_id" = $1::int8)) AND ("t1"."id" = $3::int8))
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') ELSE 'null' END, ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    WHERE ("t2"."is_active" = $4::bool)
    ORDER BY "t2"."id"
    LIMIT 2
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      WHERE $1::int8 IS NOT NULL AND "t3"."owner_id" = "t2"."id" AND (("t3"."is_public" = $2::bool) OR ("t3"."owner_id" = $1::int8))
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ) AS "j0" ON true
), ']'), ',"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    WHERE (("t4"."slug" <> $5::text) AND ("t4"."id" < $6::int8))
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_product" AS "t5"
      WHERE $1::int8 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t6"
        WHERE "t6"."tag_id" = "t4"."id" AND "t5"."id" = "t6"."product_id"
      ) AND (("t5"."is_public" = $2::bool) OR ("t5"."owner_id" = $1::int8))
      ORDER BY "t5"."id"
      LIMIT 20
    ) AS "t5"
  ) AS "j0" ON true
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: true, bool
-- 5: "rare", text
-- 6: 4, int:-9223372036854775808:9223372036854775807
