concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner_id":', "t0"."owner_id"::int8::text, ',"owner":', coalesce("j0".j, 'null'), ',"category":', coalesce("j1".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t1"."id"::int8::text, ',"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."id", "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t2"."name"::text)::text, ',"parent":', coalesce("j0".j, 'null'), '}') AS j
    FROM (
      SELECT "t2"."name", "t2"."parent_id"
      FROM "shop_category" AS "t2"
      WHERE "t2"."id" = "t0"."category_id"
      LIMIT 1
    ) AS "t2"
    LEFT JOIN LATERAL (
      SELECT concat('{"name":', to_json("t3"."name"::text)::text, '}') AS j
      FROM (
        SELECT "t3"."name"
        FROM "shop_category" AS "t3"
        WHERE "t3"."id" = "t2"."parent_id"
        LIMIT 1
      ) AS "t3"
    ) AS "j0" ON true
  ) AS "j1" ON true
), ']'), '}')
