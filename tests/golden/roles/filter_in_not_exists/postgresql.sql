concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND ((("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8)) AND NOT (EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND (("t1"."slug" <> $3::text) AND ("t1"."id" < $4::int8) AND ("t1"."slug" = $5::text))
    )))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']') ELSE 'null' END, ',"no_owner":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE $1::int8 IS NOT NULL AND ((("t3"."is_public" = $2::bool) OR ("t3"."owner_id" = $1::int8)) AND NOT (EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id" AND ("t4"."is_active" = $6::bool)
    )))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: "rare", text
-- 4: 4, int:-9223372036854775808:9223372036854775807
-- 5: "rare", text
-- 6: true, bool
