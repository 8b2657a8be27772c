CASE WHEN ('' ~ coalesce($1::text, '')) IS NOT NULL AND ('' ~* coalesce($2::text, '')) IS NOT NULL AND ('' SIMILAR TO coalesce($3::text, '')) IS NOT NULL THEN concat('{"a":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."name" !~ $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"b":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."name" !~* $2::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"c":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."name" NOT SIMILAR TO $3::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}') END

-- 1: "^[A-L]", regex
-- 2: "^[a-z]+$", regex
-- 3: "%a%", regex
