(
  SELECT concat('{"products":', concat('[', (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      ORDER BY array_position($1::int8[], "t0"."id"), "t0"."price" DESC, "t0"."id"
      LIMIT 4
    ) AS "t0"
  ), ']'), ',"elements":', concat('[', (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      LEFT JOIN "shop_customer" AS "t2" ON "t2"."id" = "t1"."owner_id"
      ORDER BY CASE WHEN "t2"."id" = $2::int8 THEN 0 WHEN "t2"."id" = $3::int8 THEN 1 END, "t1"."id"
      LIMIT 6
    ) AS "t1"
  ), ']'), ',"paged":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j, CASE WHEN max("t3"."m") > 3 THEN to_json(concat($4::text, '0:l:', concat('[', string_agg(concat('[', coalesce("t3"."o0"::int4::text, 'null'), ',', "t3"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t3"."id", array_position($1::int8[], "t3"."id") AS "o0", "t3"."id" AS "o1"
        FROM "shop_product" AS "t3"
        ORDER BY array_position($1::int8[], "t3"."id"), "t3"."id"
        LIMIT 4
      ) AS "t4"
      ORDER BY "t4"."o0", "t4"."o1"
      LIMIT 3
    ) AS "t3"
  ) AS "j0"
)

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: nonce , text
