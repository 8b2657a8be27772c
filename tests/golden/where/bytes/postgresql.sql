concat('{"eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."blob" = $1::bytea)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"neq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."blob" <> $1::bytea)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."blob" = ANY($2::bytea[]))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE NOT ("t3"."blob" = ANY($2::bytea[]))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE "t4"."blob" IS NULL
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"not_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE "t5"."blob" IS NOT NULL
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"distinct":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE NOT ("t6"."blob" IS NOT DISTINCT FROM $1::bytea)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"not_distinct":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE ("t7"."blob" IS NOT DISTINCT FROM $1::bytea)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"distinct_from_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE NOT ("t8"."blob" IS NOT DISTINCT FROM $3::bytea)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"not_distinct_from_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE ("t9"."blob" IS NOT DISTINCT FROM $3::bytea)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"eq_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE ("t10"."blob" = $3::bytea)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"neq_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."blob" <> $3::bytea)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"in_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE ("t12"."blob" = ANY($4::bytea[]))
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), '}')

-- 1: "dGll", bytes
-- 2: ["dGll", "YQ=="], [bytes]
-- 3: null, bytes
-- 4: [null], [bytes]
