concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($1::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t1" ON "t1"."v" = "t0"."id"
    ORDER BY "t1"."n", "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
