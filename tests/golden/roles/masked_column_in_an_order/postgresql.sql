(
  SELECT concat('{"customers":', concat('[', "j0".j, ']'), ',"customers_cursor":', coalesce("j0".c, 'null'), ',"purchases":', concat('[', (
    SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_purchase" AS "t4"
      LEFT JOIN "shop_customer" AS "t5" ON "t5"."id" = "t4"."customer_id"
      ORDER BY CASE WHEN ("t5"."id" = $1::int8) THEN "t5"."email" END, "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), ']'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"balance":', CASE WHEN EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t2"
      WHERE "t2"."customer_id" = "t0"."id" AND ("t2"."quantity" > $2::int4)
    ) THEN CASE WHEN "t0"."balance" > '-Infinity' AND "t0"."balance" < 'Infinity' THEN "t0"."balance"::numeric::text WHEN "t0"."balance" IS NULL THEN 'null' ELSE E'\032n' END ELSE 'null' END, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($3::text, '0:l:', concat('[', string_agg(concat('[', CASE WHEN "t0"."o0" > '-Infinity' AND "t0"."o0" < 'Infinity' THEN "t0"."o0"::numeric::text WHEN "t0"."o0" IS NULL THEN 'null' ELSE to_json("t0"."o0"::text)::text END, ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."balance", CASE WHEN EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t1"
          WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."quantity" > $2::int4)
        ) THEN "t0"."balance" END AS "o0", "t0"."id" AS "o1"
        FROM "shop_customer" AS "t0"
        ORDER BY CASE WHEN EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t1"
          WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."quantity" > $2::int4)
        ) THEN "t0"."balance" END DESC, "t0"."id"
        LIMIT 3
      ) AS "t3"
      ORDER BY "t3"."o0" DESC, "t3"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-2147483648:2147483647
-- 3: nonce , text
