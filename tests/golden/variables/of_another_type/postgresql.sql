concat('{"samples":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE (("t0"."number" = $1::int4) AND ("t0"."day" = $2::date) AND ("t0"."ident" = $3::uuid))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: variable n, int:-2147483648:2147483647
-- 2: variable d, date
-- 3: variable u, uuid
