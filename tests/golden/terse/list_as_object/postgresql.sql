concat('{"products":', coalesce((
  SELECT concat('{"name":', to_json("t0"."name")::text, '}') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"last":', coalesce((
  SELECT concat('{"name":', to_json("t1"."name")::text, '}') AS j
  FROM (
    SELECT "t1"."name"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."id" DESC
    LIMIT 1
  ) AS "t1"
), 'null'), '}')
