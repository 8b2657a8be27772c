concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::text, ',"name":', to_json("t0"."name")::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::text ELSE E'\032n' END, ',"tags":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."is_public" = $1::bool)
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"slug":', to_json("t1"."slug")::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND ("t1"."slug" <> $2::text)
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"product":', coalesce((
  SELECT concat('{"name":', to_json("t3"."name")::text, '}') AS j
  FROM (
    SELECT "t3"."name"
    FROM "shop_product" AS "t3"
    WHERE (("t3"."is_public" = $1::bool) AND ("t3"."id" = $3::int8))
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null'), ',"tags":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t4"."slug")::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."slug"
    FROM "shop_tag" AS "t4"
    WHERE ("t4"."slug" <> $2::text)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), '}')

-- 1: true, bool
-- 2: "rare", text
-- 3: 6, int:-9223372036854775808:9223372036854775807
