concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"a":', coalesce("j0".j, 'null'), ',"b":', coalesce("j1".j, 'null'), ',"new":', concat('[', "j2".j, ']'), ',"tags":', concat('[', "j3".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t2"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t2"
  ) AS "j1" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t0"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND ("t3"."slug" = $1::text)
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ) AS "j2" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_tag" AS "t5"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t6"
        WHERE "t6"."product_id" = "t0"."id" AND "t5"."id" = "t6"."tag_id"
      )
      ORDER BY "t5"."id"
      LIMIT 20
    ) AS "t5"
  ) AS "j3" ON true
), ']'), '}')

-- 1: "new", text
