(
  SELECT concat('{"tags":', concat('[', "j0".j, ']'), ',"tags_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN 1 = 0 THEN string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') END AS j, CASE WHEN max("t0"."m") > 0 THEN to_json(concat($1::text, '0:l:', concat('[', CASE WHEN 1 = 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_tag" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 1
      ) AS "t1"
      ORDER BY "t1"."o0"
      LIMIT 1
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
