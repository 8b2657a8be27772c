concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"tags":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
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
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"tags":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t3"."slug"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t3"."slug", "t3"."id"
    FROM "shop_tag" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_product" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t5"
        WHERE "t5"."tag_id" = "t3"."id" AND "t4"."id" = "t5"."product_id"
      )
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ) AS "j0" ON true
), ']'), '}')
