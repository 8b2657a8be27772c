concat('{"products_connection":', CASE WHEN $1::int8 IS NOT NULL THEN (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_product" AS "t1"
    WHERE $1::int8 IS NOT NULL AND (("t1"."is_public" = $2::bool) OR ("t1"."owner_id" = $1::int8))
  )::text, ',"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > 20 THEN 'true' ELSE 'false' END, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_product" AS "t0"
      WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8))
      ORDER BY "t0"."id"
      LIMIT 21
    ) AS "t2"
    ORDER BY "t2"."o0"
    LIMIT 20
  ) AS "t0"
) ELSE 'null' END, ',"customers_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_customer" AS "t4"
    WHERE ("t4"."is_active" = $3::bool)
  )::text, ',"edges":', concat('[', string_agg(concat('{"node":', concat('{"name":', to_json("t3"."name"::text)::text, ',"products_connection":', CASE WHEN $1::int8 IS NOT NULL THEN "j0".j ELSE 'null' END, '}'), '}'), ','), ']'), '}') AS j
  FROM (
    SELECT "t3"."name", "t3"."id"
    FROM "shop_customer" AS "t3"
    WHERE ("t3"."is_active" = $3::bool)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT concat('{"totalCount":', (
      SELECT count(*)
      FROM "shop_product" AS "t6"
      WHERE $1::int8 IS NOT NULL AND "t6"."owner_id" = "t3"."id" AND (("t6"."is_public" = $2::bool) OR ("t6"."owner_id" = $1::int8))
    )::text, ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t5"."m") > 1 THEN 'true' ELSE 'false' END, '}'), '}') AS j
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t5"."id", "t5"."id" AS "o0"
        FROM "shop_product" AS "t5"
        WHERE $1::int8 IS NOT NULL AND "t5"."owner_id" = "t3"."id" AND (("t5"."is_public" = $2::bool) OR ("t5"."owner_id" = $1::int8))
        ORDER BY "t5"."id"
        LIMIT 2
      ) AS "t7"
      ORDER BY "t7"."o0"
      LIMIT 1
    ) AS "t5"
  ) AS "j0" ON true
), ',"tags_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_tag" AS "t9"
    WHERE (("t9"."slug" <> $4::text) AND ("t9"."id" < $5::int8) AND ("t9"."slug" <> $6::text))
  )::text, '}') AS j
), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
-- 4: "rare", text
-- 5: 4, int:-9223372036854775808:9223372036854775807
-- 6: "x", text
