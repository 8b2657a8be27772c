concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"tags":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"slug":', to_json("t1"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND (("t1"."slug" <> $3::text) AND ("t1"."id" < $4::int8))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']') ELSE 'null' END, ',"tags":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t3"."slug"::text)::text, ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t3"."slug", "t3"."id"
    FROM "shop_tag" AS "t3"
    WHERE (("t3"."slug" <> $3::text) AND ("t3"."id" < $4::int8))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_product" AS "t4"
      WHERE $1::int8 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t5"
        WHERE "t5"."tag_id" = "t3"."id" AND "t4"."id" = "t5"."product_id"
      ) AND (("t4"."is_public" = $2::bool) OR ("t4"."owner_id" = $1::int8))
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ) AS "j0" ON true
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: "rare", text
-- 4: 4, int:-9223372036854775808:9223372036854775807
