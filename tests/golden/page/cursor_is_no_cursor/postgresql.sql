concat('{"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE "t0"."id" >= coalesce($1::int8, '-9223372036854775808'::int8) AND ($1::int8 IS NULL OR ("t0"."id" > $1::int8))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), ']'), '}')

-- 1: cursor after, int:-9223372036854775808:9223372036854775807
