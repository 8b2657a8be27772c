concat('{"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id" DESC
      LIMIT 2
    ) AS "t1"
    ORDER BY "t1"."o0"
  ) AS "t0"
), ']'), '}')
