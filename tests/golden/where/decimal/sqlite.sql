'{"eq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."exact" = ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"neq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."exact" <> ?1)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"gt":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."exact" > ?1)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"gte":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t3"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."exact" >= ?1)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"lt":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t4"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."exact" < ?1)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"lte":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t5"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."exact" <= ?1)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"in":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t6"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."exact" IN (
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
    WHERE NOT ("t7"."exact" IN (
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
    WHERE "t8"."exact" IS NULL
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"not_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t9"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE "t9"."exact" IS NOT NULL
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t10"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE NOT ("t10"."exact" IS ?1)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"not_distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t11"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."exact" IS ?1)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t12"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE NOT ("t12"."exact" IS ?3)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || ',"not_distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t13"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_sample" AS "t13"
    WHERE ("t13"."exact" IS ?3)
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), '') || ']' || ',"eq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t14"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t14"."id"
    FROM "shop_sample" AS "t14"
    WHERE ("t14"."exact" = ?3)
    ORDER BY "t14"."id"
    LIMIT 20
  ) AS "t14"
), '') || ']' || ',"neq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t15"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t15"."id"
    FROM "shop_sample" AS "t15"
    WHERE ("t15"."exact" <> ?3)
    ORDER BY "t15"."id"
    LIMIT 20
  ) AS "t15"
), '') || ']' || ',"in_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t16"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t16"."id"
    FROM "shop_sample" AS "t16"
    WHERE ("t16"."exact" IN (
      SELECT value
      FROM json_each(?4)
    ))
    ORDER BY "t16"."id"
    LIMIT 20
  ) AS "t16"
), '') || ']' || '}'

-- 1: "123.45", decimal:15:5
-- 2: ["123.45", "-0.00001"], [decimal:15:5]
-- 3: null, decimal:15:5
-- 4: [null], [decimal:15:5]
