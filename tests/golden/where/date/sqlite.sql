'{"eq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."day" = ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"neq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."day" <> ?1)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"gt":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."day" > ?1)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"gte":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t3"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."day" >= ?1)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"lt":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t4"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."day" < ?1)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"lte":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t5"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."day" <= ?1)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"in":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t6"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."day" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"nin":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t7"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE NOT ("t7"."day" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t8"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE "t8"."day" IS NULL
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"not_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t9"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE "t9"."day" IS NOT NULL
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t10"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE NOT ("t10"."day" IS ?1)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"not_distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t11"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."day" IS ?1)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t12"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE NOT ("t12"."day" IS ?3)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || ',"not_distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t13"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_sample" AS "t13"
    WHERE ("t13"."day" IS ?3)
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), '') || ']' || ',"eq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t14"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t14"."id"
    FROM "shop_sample" AS "t14"
    WHERE ("t14"."day" = ?3)
    ORDER BY "t14"."id"
    LIMIT 20
  ) AS "t14"
), '') || ']' || ',"neq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t15"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t15"."id"
    FROM "shop_sample" AS "t15"
    WHERE ("t15"."day" <> ?3)
    ORDER BY "t15"."id"
    LIMIT 20
  ) AS "t15"
), '') || ']' || ',"in_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t16"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t16"."id"
    FROM "shop_sample" AS "t16"
    WHERE ("t16"."day" IN (
      SELECT value
      FROM json_each(?4)
    ))
    ORDER BY "t16"."id"
    LIMIT 20
  ) AS "t16"
), '') || ']' || '}'

-- 1: "2021-01-09", date
-- 2: ["2021-01-09", "0001-01-01"], [date]
-- 3: null, date
-- 4: [null], [date]
