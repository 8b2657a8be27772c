CASE WHEN ('' ~ coalesce($1::text, '')) IS NOT NULL AND ('' ~* coalesce($2::text, '')) IS NOT NULL AND ('' ~* coalesce($3::text, '')) IS NOT NULL AND ('' SIMILAR TO coalesce($4::text, '')) IS NOT NULL AND ('' SIMILAR TO coalesce($5::text, '')) IS NOT NULL THEN concat('{"regex":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."name" ~ $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"nregex":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."name" !~ $1::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"iregex":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."name" ~* $2::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"niregex":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."name" !~* $3::text)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"similar":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."name" SIMILAR TO $4::text)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"nsimilar":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."name" NOT SIMILAR TO $5::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), '}') END

-- 1: "^[A-L]", regex
-- 2: variable p, regex
-- 3: "^[a-z]+$", regex
-- 4: "(L|l)amp", regex
-- 5: "%a%", regex
