concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, '}') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), '}')
