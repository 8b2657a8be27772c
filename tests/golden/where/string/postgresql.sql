concat('{"eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."text" = $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"neq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."text" <> $1::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"gt":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."text" > $1::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"gte":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."text" >= $1::text)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"lt":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."text" < $1::text)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"lte":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."text" <= $1::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."text" = ANY($2::text[]))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE NOT ("t7"."text" = ANY($2::text[]))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE "t8"."text" IS NULL
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"not_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE "t9"."text" IS NOT NULL
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"distinct":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE NOT ("t10"."text" IS NOT DISTINCT FROM $1::text)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"not_distinct":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."text" IS NOT DISTINCT FROM $1::text)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"distinct_from_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE NOT ("t12"."text" IS NOT DISTINCT FROM $3::text)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), ',"not_distinct_from_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t13"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_sample" AS "t13"
    WHERE ("t13"."text" IS NOT DISTINCT FROM $3::text)
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), ']'), ',"eq_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t14"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t14"."id"
    FROM "shop_sample" AS "t14"
    WHERE ("t14"."text" = $3::text)
    ORDER BY "t14"."id"
    LIMIT 20
  ) AS "t14"
), ']'), ',"neq_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t15"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t15"."id"
    FROM "shop_sample" AS "t15"
    WHERE ("t15"."text" <> $3::text)
    ORDER BY "t15"."id"
    LIMIT 20
  ) AS "t15"
), ']'), ',"in_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t16"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t16"."id"
    FROM "shop_sample" AS "t16"
    WHERE ("t16"."text" = ANY($4::text[]))
    ORDER BY "t16"."id"
    LIMIT 20
  ) AS "t16"
), ']'), '}')

-- 1: "tie", text
-- 2: ["tie", ""], [text]
-- 3: null, text
-- 4: [null], [text]
