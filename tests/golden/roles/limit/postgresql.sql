concat('{"default":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_purchase" AS "t0"
      WHERE $1::int8 IS NOT NULL AND ("t0"."customer_id" = $1::int8)
      ORDER BY "t0"."id"
      LIMIT 100
    ) AS "t1"
    LIMIT $2::int8
  ) AS "t0"
), ']') ELSE 'null' END, ',"more":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t2"."id"
      FROM "shop_purchase" AS "t2"
      WHERE $1::int8 IS NOT NULL AND ("t2"."customer_id" = $1::int8)
      ORDER BY "t2"."id"
      LIMIT 100
    ) AS "t3"
    LIMIT $2::int8
  ) AS "t2"
), ']') ELSE 'null' END, ',"less":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_purchase" AS "t4"
    WHERE $1::int8 IS NOT NULL AND ("t4"."customer_id" = $1::int8)
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
), ']') ELSE 'null' END, ',"null":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t5"."id"
      FROM "shop_purchase" AS "t5"
      WHERE $1::int8 IS NOT NULL AND ("t5"."customer_id" = $1::int8)
      ORDER BY "t5"."id"
      LIMIT 100
    ) AS "t6"
    LIMIT $2::int8
  ) AS "t5"
), ']') ELSE 'null' END, ',"customer":', coalesce((
  SELECT concat('{"purchases":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_customer" AS "t7"
    WHERE (("t7"."is_active" = $3::bool) AND ("t7"."id" = $4::int8))
    ORDER BY "t7"."id"
    LIMIT 1
  ) AS "t7"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT "t8"."id"
        FROM "shop_purchase" AS "t8"
        WHERE $1::int8 IS NOT NULL AND "t8"."customer_id" = "t7"."id" AND ("t8"."customer_id" = $1::int8)
        ORDER BY "t8"."id"
        LIMIT 100
      ) AS "t9"
      LIMIT $2::int8
    ) AS "t8"
  ) AS "j0" ON true
), 'null'), ',"page":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t10"."id"
      FROM "shop_purchase" AS "t10"
      WHERE $1::int8 IS NOT NULL AND ("t10"."customer_id" = $1::int8)
      ORDER BY "t10"."id"
      LIMIT 100 OFFSET $5::int4
    ) AS "t11"
    LIMIT $2::int8
  ) AS "t10"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 2, int:-9223372036854775808:9223372036854775807
-- 3: true, bool
-- 4: 1, int:-9223372036854775808:9223372036854775807
-- 5: 1, int:0:2147483647
