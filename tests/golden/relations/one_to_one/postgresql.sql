concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"profile":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"bio":', to_json("t1"."bio"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."bio"
      FROM "shop_profile" AS "t1"
      WHERE "t1"."customer_id" = "t0"."id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"profiles":', concat('[', (
  SELECT string_agg(concat('{"customer":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t2"."customer_id"
    FROM "shop_profile" AS "t2"
    ORDER BY "t2"."customer_id"
    LIMIT 20
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t3"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t2"."customer_id"
      LIMIT 1
    ) AS "t3"
  ) AS "j0" ON true
), ']'), '}')
