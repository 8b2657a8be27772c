concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner":', coalesce("j0".j, 'null'), ',"category":', coalesce("j1".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND (("t1"."name" <> $1::text) AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t2"
        WHERE "t2"."owner_id" = "t1"."id" AND ("t2"."price" < $2::numeric)
      ))
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t3"."name"::text)::text, ',"parent":', coalesce("j0".j, 'null'), '}') AS j
    FROM (
      SELECT "t3"."name", "t3"."parent_id"
      FROM "shop_category" AS "t3"
      WHERE "t3"."id" = "t0"."category_id" AND EXISTS (
        SELECT 1
        FROM "shop_category" AS "t5"
        WHERE "t5"."id" = "t3"."parent_id" AND ("t5"."name" = $3::text)
      )
      LIMIT 1
    ) AS "t3"
    LEFT JOIN LATERAL (
      SELECT concat('{"name":', to_json("t4"."name"::text)::text, '}') AS j
      FROM (
        SELECT "t4"."name"
        FROM "shop_category" AS "t4"
        WHERE "t4"."id" = "t3"."parent_id" AND ("t4"."id" = $4::int8)
        LIMIT 1
      ) AS "t4"
    ) AS "j0" ON true
  ) AS "j1" ON true
), ']'), ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, ',"profile":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_customer" AS "t6"
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
  LEFT JOIN LATERAL (
    SELECT concat('{"bio":', to_json("t7"."bio"::text)::text, '}') AS j
    FROM (
      SELECT "t7"."bio"
      FROM "shop_profile" AS "t7"
      WHERE "t7"."customer_id" = "t6"."id" AND ("t7"."bio" <> $5::text)
      LIMIT 1
    ) AS "t7"
  ) AS "j0" ON true
), ']'), '}')

-- 1: "Ada", text
-- 2: variable most, decimal:10:2
-- 3: "Everything", text
-- 4: 1, int:-9223372036854775808:9223372036854775807
-- 5: "", text
