concat('{"t0":', concat('[', (
  SELECT string_agg(concat('{"t1":', "t0"."id"::int8::text, ',"j":', to_json("t0"."name"::text)::text, ',"j0":', concat('[', "j0".j, ']'), ',"t0":', "t0"."stock"::int4::text, ',"j1":', coalesce("j1".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"t2":', "t1"."id"::int8::text, ',"j0":', to_json("t1"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id", "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"j":', to_json("t3"."name"::text)::text, ',"g":', "t3"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t3"."name", "t3"."id"
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t3"
  ) AS "j1" ON true
), ']'), ',"j0":', concat('[', (
  SELECT string_agg(concat('{"data":', "t4"."id"::int8::text, ',"v":', to_json("t4"."slug"::text)::text, ',"r":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t4"."id", "t4"."slug"
    FROM "shop_tag" AS "t4"
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"t0":', "t5"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_product" AS "t5"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t6"
        WHERE "t6"."tag_id" = "t4"."id" AND "t5"."id" = "t6"."product_id"
      )
      ORDER BY "t5"."id"
      LIMIT 1
    ) AS "t5"
  ) AS "j0" ON true
), ']'), '}')
