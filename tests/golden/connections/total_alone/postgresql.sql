concat('{"products_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_product" AS "t1"
  )::text, '}') AS j
), ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, ',"products_connection":', "j0".j, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 2
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT concat('{"total":', (
      SELECT count(*)
      FROM "shop_product" AS "t4"
      WHERE "t4"."owner_id" = "t2"."id"
    )::text, '}') AS j
  ) AS "j0" ON true
), ']'), '}')
