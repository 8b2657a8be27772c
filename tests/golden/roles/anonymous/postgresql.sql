concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, ',"tags":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id", "t0"."name", "t0"."price"
      FROM "shop_product" AS "t0"
      WHERE ("t0"."is_public" = $1::bool)
      ORDER BY "t0"."id"
      LIMIT 100
    ) AS "t3"
    LIMIT $2::int8
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
      ) AND ("t1"."slug" <> $3::text)
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"product":', coalesce((
  SELECT concat('{"name":', to_json("t4"."name"::text)::text, '}') AS j
  FROM (
    SELECT "t4"."name"
    FROM "shop_product" AS "t4"
    WHERE (("t4"."is_public" = $1::bool) AND ("t4"."id" = $4::int8))
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
), 'null'), ',"tags":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t5"."slug"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."slug"
    FROM "shop_tag" AS "t5"
    WHERE ("t5"."slug" <> $3::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), '}')

-- 1: true, bool
-- 2: 3, int:-9223372036854775808:9223372036854775807
-- 3: "rare", text
-- 4: 6, int:-9223372036854775808:9223372036854775807
