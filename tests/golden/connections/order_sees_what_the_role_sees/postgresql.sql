concat('{"products_connection":', CASE WHEN $1::int8 IS NOT NULL THEN (
  SELECT concat('{"edges":', concat('[', string_agg(concat('{"cursor":', to_json(concat($2::text, '0:l:', concat('[', concat('[', coalesce(to_json("t0"."o0"::text)::text, 'null'), ',', "t0"."o1"::int8::text, ']'), ']'))::text)::text, ',"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), ',"totalCount":', (
    SELECT count(*)
    FROM "shop_product" AS "t2"
    WHERE $1::int8 IS NOT NULL AND (("t2"."is_public" = $3::bool) OR ("t2"."owner_id" = $1::int8))
  )::text, '}') AS j
  FROM (
    SELECT "t0"."id", "t1"."name" AS "o0", "t0"."id" AS "o1"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_category" AS "t1" ON "t1"."id" = "t0"."category_id" AND ("t1"."name" <> $4::text)
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $3::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t1"."name", "t0"."id"
    LIMIT 3
  ) AS "t0"
) ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
-- 3: true, bool
-- 4: "Novels", text
