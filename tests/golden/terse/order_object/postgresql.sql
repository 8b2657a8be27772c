concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price" DESC, "t0"."id"
    LIMIT 5
  ) AS "t0"
), ']'), ',"nested":', concat('[', (
  SELECT string_agg(concat('{"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_customer" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      WHERE "t2"."owner_id" = "t1"."id"
      ORDER BY "t2"."id" DESC
      LIMIT 20
    ) AS "t2"
  ) AS "j0" ON true
), ']'), '}')
