(
  SELECT concat('{"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', coalesce("t0"."o0"::int4::text, 'null'), ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", CASE WHEN "t0"."id" = $2::int8 THEN 0 WHEN "t0"."id" = $3::int8 THEN 1 END AS "o0", "t0"."id" AS "o1"
        FROM "shop_product" AS "t0"
        ORDER BY CASE WHEN "t0"."id" = $2::int8 THEN 0 WHEN "t0"."id" = $3::int8 THEN 1 END, "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0", "t1"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: 1, int:-9223372036854775808:9223372036854775807
