(
  SELECT concat('{"customers":', concat('[', "j0".j, ']'), ',"customers_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"birthday":', CASE WHEN "t0"."birthday" BETWEEN '0001-01-01' AND '9999-12-31' THEN to_json("t0"."birthday"::date)::text WHEN "t0"."birthday" IS NULL THEN 'null' ELSE E'\032d' END, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', CASE WHEN "t0"."o0" BETWEEN '0001-01-01' AND '9999-12-31' THEN to_json("t0"."o0"::date)::text WHEN "t0"."o0" IS NULL THEN 'null' ELSE to_json("t0"."o0"::date)::text END, ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."birthday", "t0"."birthday" AS "o0", "t0"."id" AS "o1"
        FROM "shop_customer" AS "t0"
        WHERE ($2::int8 IS NULL OR (("t0"."birthday" > $3::date OR ("t0"."birthday" IS NULL AND $3::date IS NOT NULL))) OR (("t0"."birthday" IS NOT DISTINCT FROM $3::date) AND "t0"."id" > $2::int8))
        ORDER BY "t0"."birthday", "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0", "t1"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
-- 3: cursor after, date
