concat('{"listed":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($1::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t1" ON "t1"."v" = "t0"."id"
    ORDER BY "t1"."n" DESC NULLS LAST, "t0"."id"
    LIMIT 4
  ) AS "t0"
), ']'), ',"written":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($2::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t3" ON "t3"."v" = "t2"."id"
    WHERE ("t2"."id" = ANY($2::int8[]))
    ORDER BY "t3"."n", "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: [2, 1], [int:-9223372036854775808:9223372036854775807]
