concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"mine":', to_json("t0"."name"::text)::text, ',"others":', 'null', ',"not_mine":', 'null', ',"both":', CASE WHEN $2::bool THEN CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END ELSE 'null' END, ',"neither":', 'null', ',"added":', "t0"."stock"::int4::text, ',"left":', "t0"."stock"::int4::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price", "t0"."stock"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $3::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: variable yes, bool
-- 3: true, bool
