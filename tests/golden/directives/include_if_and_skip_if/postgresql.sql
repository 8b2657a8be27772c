concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"cheap":', CASE WHEN ("t0"."price" < $1::numeric) THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"dear":', CASE WHEN (("t0"."price" < $1::numeric)) IS NOT TRUE THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"heavy":', CASE WHEN (("t0"."weight" < $2::float8)) IS NOT TRUE THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"light":', CASE WHEN ("t0"."weight" < $2::float8) THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"owner":', CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_tag" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product_tags" AS "t3"
      WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
    ) AND ("t2"."slug" = $3::text)
  ) THEN coalesce("j0".j, 'null') ELSE 'null' END, ',"tags":', CASE WHEN (("t0"."is_public" = $4::bool)) IS NOT TRUE THEN concat('[', "j1".j, ']') ELSE 'null' END, ',"tag":', CASE WHEN ("t0"."is_public" = $4::bool) THEN coalesce("j2".j, 'null') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price", "t0"."weight", "t0"."owner_id", "t0"."is_public"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 6
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"slug":', to_json("t4"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t4"."slug"
      FROM "shop_tag" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t5"
        WHERE "t5"."product_id" = "t0"."id" AND "t4"."id" = "t5"."tag_id"
      )
      ORDER BY "t4"."slug", "t4"."id"
      LIMIT 20
    ) AS "t4"
  ) AS "j1" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"slug":', to_json("t6"."slug"::text)::text, '}') AS j
    FROM (
      SELECT "t6"."slug"
      FROM "shop_tag" AS "t6"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t7"
        WHERE "t7"."product_id" = "t0"."id" AND "t6"."id" = "t7"."tag_id"
      )
      ORDER BY "t6"."id"
      LIMIT 1
    ) AS "t6"
  ) AS "j2" ON true
), ']'), '}')

-- 1: variable most, decimal:10:2
-- 2: 1, float
-- 3: "sale", text
-- 4: true, bool
