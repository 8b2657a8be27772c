(
  SELECT concat('{"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), ',"all":', concat('[', (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT "t3"."id", "t3"."id" AS "o0", row_number() OVER (PARTITION BY "t3"."owner_id", "t3"."is_public" ORDER BY "t3"."id") AS "rank"
        FROM "shop_product" AS "t3"
      ) AS "t4"
      WHERE "t4"."rank" = 1
      ORDER BY "t4"."o0"
      LIMIT 4 OFFSET $1::int4
    ) AS "t3"
  ), ']'), ',"last":', concat('[', (
    SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, ',"category_id":', coalesce("t5"."category_id"::int8::text, 'null'), '}'), ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t5"."id", "t5"."category_id", "t5"."id" AS "o0", row_number() OVER (PARTITION BY "t5"."category_id" ORDER BY "t5"."id" DESC) AS "rank"
          FROM "shop_product" AS "t5"
        ) AS "t6"
        WHERE "t6"."rank" = 1
        ORDER BY "t6"."o0"
        LIMIT 2
      ) AS "t7"
      ORDER BY "t7"."o0" DESC
    ) AS "t5"
  ), ']'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner_id":', "t0"."owner_id"::int8::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($2::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int4::text, ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT *
        FROM (
          SELECT "t0"."id", "t0"."owner_id", "t0"."stock" AS "o0", "t0"."id" AS "o1", row_number() OVER (PARTITION BY "t0"."owner_id" ORDER BY "t0"."stock" DESC, "t0"."id") AS "rank"
          FROM "shop_product" AS "t0"
        ) AS "t1"
        WHERE "t1"."rank" = 1 AND ($3::int8 IS NULL OR ("t1"."o0" < $4::int4) OR ("t1"."o0" = $4::int4 AND "t1"."o1" > $3::int8))
        ORDER BY "t1"."o0" DESC, "t1"."o1"
        LIMIT 3
      ) AS "t2"
      ORDER BY "t2"."o0" DESC, "t2"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: 1, int:0:2147483647
-- 2: nonce , text
-- 3: cursor after, int:-9223372036854775808:9223372036854775807
-- 4: cursor after, int:-2147483648:2147483647
