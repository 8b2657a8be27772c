concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_category" AS "t1" ON "t1"."id" = "t0"."category_id"
    LEFT JOIN "shop_category" AS "t2" ON "t2"."id" = "t1"."parent_id"
    LEFT JOIN "shop_customer" AS "t3" ON "t3"."id" = "t0"."owner_id"
    ORDER BY "t2"."name", "t3"."name" DESC, "t0"."price", "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"nulls":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, ',"category":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t4"."id", "t4"."category_id"
    FROM "shop_product" AS "t4"
    LEFT JOIN "shop_category" AS "t5" ON "t5"."id" = "t4"."category_id"
    ORDER BY "t5"."name" DESC NULLS LAST, "t4"."id"
    LIMIT 20
  ) AS "t4"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t6"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t6"."name"
      FROM "shop_category" AS "t6"
      WHERE "t6"."id" = "t4"."category_id"
      LIMIT 1
    ) AS "t6"
  ) AS "j0" ON true
), ']'), ',"one":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t7"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."name"
    FROM "shop_customer" AS "t7"
    LEFT JOIN "shop_profile" AS "t8" ON "t8"."customer_id" = "t7"."id"
    ORDER BY "t8"."bio" DESC, "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), '}')
