concat('{"purchases_connection":', CASE WHEN $1::int8 IS NOT NULL THEN (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_purchase" AS "t1"
    WHERE $1::int8 IS NOT NULL AND ("t1"."customer_id" = $1::int8)
  )::text, ',"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), '}') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_purchase" AS "t0"
      WHERE $1::int8 IS NOT NULL AND ("t0"."customer_id" = $1::int8)
      ORDER BY "t0"."id"
      LIMIT 100
    ) AS "t2"
    LIMIT $2::int8
  ) AS "t0"
) ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 2, int:-9223372036854775808:9223372036854775807
