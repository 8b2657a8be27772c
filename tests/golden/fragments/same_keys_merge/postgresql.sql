concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner":', coalesce("j0".j, 'null'), ',"tags":', concat('[', "j1".j, ']'), ',"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, ',"id":', "t1"."id"::int8::text, ',"profile":', coalesce("j0".j, 'null'), '}') AS j
    FROM (
      SELECT "t1"."name", "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
    LEFT JOIN LATERAL (
      SELECT concat('{"bio":', to_json("t2"."bio"::text)::text, '}') AS j
      FROM (
        SELECT "t2"."bio"
        FROM "shop_profile" AS "t2"
        WHERE "t2"."customer_id" = "t1"."id"
        LIMIT 1
      ) AS "t2"
    ) AS "j0" ON true
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, ',"slug":', to_json("t3"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."id", "t3"."slug"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t0"."id" AND "t3"."id" = "t4"."tag_id"
      )
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ) AS "j1" ON true
), ']'), '}')
