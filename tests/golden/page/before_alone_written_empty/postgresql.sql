(
  SELECT concat('{"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_product" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
