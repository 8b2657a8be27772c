concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"products":', concat('[', "j0".j, ']'), ',"referred":', concat('[', "j1".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t1"."name"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t2"."name"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."referrer_id" = "t0"."id"
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ) AS "j1" ON true
), ']'), '}')
