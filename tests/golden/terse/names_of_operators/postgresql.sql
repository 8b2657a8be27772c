concat('{"a":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."number" = $1::int4)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"b":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."number" <> $1::int4)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"c":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."number" > $2::int4)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"d":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."number" < $2::int4)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"e":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."number" >= $1::int4)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"f":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."number" >= $1::int4)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"g":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."number" <= $3::int4)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"h":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE ("t7"."number" <= $3::int4)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"i":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE NOT ("t8"."number" = ANY($4::int4[]))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"j":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE ("t9"."text" NOT LIKE $5::text)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"k":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE ("t10"."text" NOT ILIKE $6::text)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"l":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE NOT ("t11"."number" IS NOT DISTINCT FROM $1::int4)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"m":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE ("t12"."number" IS NOT DISTINCT FROM $7::int4)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), '}')

-- 1: 7, int:-2147483648:2147483647
-- 2: 1, int:-2147483648:2147483647
-- 3: 0, int:-2147483648:2147483647
-- 4: [7], [int:-2147483648:2147483647]
-- 5: "t%", pattern
-- 6: "T%", pattern
-- 7: null, int:-2147483648:2147483647
