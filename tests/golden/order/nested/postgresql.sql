concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."name" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."created_at" DESC, "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), '}')
