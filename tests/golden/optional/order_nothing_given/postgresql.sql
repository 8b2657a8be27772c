(
  SELECT concat('{"products":', concat('[', (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      LEFT JOIN (
        SELECT v, min(n) AS n
        FROM unnest($1::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
      ) AS "t1" ON "t1"."v" = "t0"."id"
      ORDER BY "t1"."n", "t0"."price" DESC, "t0"."id"
      LIMIT 4
    ) AS "t0"
  ), ']'), ',"elements":', concat('[', (
    SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      LEFT JOIN "shop_customer" AS "t3" ON "t3"."id" = "t2"."owner_id"
      ORDER BY CASE WHEN "t3"."id" = $2::int8 THEN 0 WHEN "t3"."id" = $3::int8 THEN 1 END, "t2"."id"
      LIMIT 6
    ) AS "t2"
  ), ']'), ',"paged":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j, CASE WHEN max("t4"."m") > 3 THEN to_json(concat($4::text, '0:l:', concat('[', string_agg(concat('[', coalesce("t4"."o0"::int4::text, 'null'), ',', "t4"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t4"."id", "t5"."n" AS "o0", "t4"."id" AS "o1"
        FROM "shop_product" AS "t4"
        LEFT JOIN (
          SELECT v, min(n) AS n
          FROM unnest($1::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
        ) AS "t5" ON "t5"."v" = "t4"."id"
        ORDER BY "t5"."n", "t4"."id"
        LIMIT 4
      ) AS "t6"
      ORDER BY "t6"."o0", "t6"."o1"
      LIMIT 3
    ) AS "t4"
  ) AS "j0"
)

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: nonce , text
