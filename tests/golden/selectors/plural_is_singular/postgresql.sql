concat('{"sheep":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"mother":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."mother_id"
    FROM "shop_sheep" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_sheep" AS "t1"
      WHERE "t1"."id" = "t0"."mother_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"sheep_one":', coalesce((
  SELECT concat('{"name":', to_json("t2"."name"::text)::text, '}') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_sheep" AS "t2"
    WHERE ("t2"."id" = $1::int8)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), 'null'), '}')

-- 1: 2, int:-9223372036854775808:9223372036854775807
