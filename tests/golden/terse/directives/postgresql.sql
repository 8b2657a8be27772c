concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"a":', CASE WHEN $2::bool THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"b":', CASE WHEN ($2::bool) IS NOT TRUE THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"c":', to_json("t0"."name"::text)::text, ',"d":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $3::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: variable yes, bool
-- 3: true, bool
