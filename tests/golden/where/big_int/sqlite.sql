'{"eq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."big" = ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"neq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."big" <> ?1)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"gt":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."big" > ?1)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"gte":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."big" >= ?1)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"lt":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."big" < ?1)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"lte":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."big" <= ?1)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"in":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."big" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"nin":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE NOT ("t7"."big" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE "t8"."big" IS NULL
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"not_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE "t9"."big" IS NOT NULL
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE NOT ("t10"."big" IS ?1)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"not_distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."big" IS ?1)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE NOT ("t12"."big" IS ?3)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || ',"not_distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t13"."id") WHEN 'integer' THEN "t13"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t13"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_sample" AS "t13"
    WHERE ("t13"."big" IS ?3)
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), '') || ']' || ',"eq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t14"."id") WHEN 'integer' THEN "t14"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t14"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t14"."id"
    FROM "shop_sample" AS "t14"
    WHERE ("t14"."big" = ?3)
    ORDER BY "t14"."id"
    LIMIT 20
  ) AS "t14"
), '') || ']' || ',"neq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t15"."id") WHEN 'integer' THEN "t15"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t15"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t15"."id"
    FROM "shop_sample" AS "t15"
    WHERE ("t15"."big" <> ?3)
    ORDER BY "t15"."id"
    LIMIT 20
  ) AS "t15"
), '') || ']' || ',"in_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t16"."id") WHEN 'integer' THEN "t16"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t16"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t16"."id"
    FROM "shop_sample" AS "t16"
    WHERE ("t16"."big" IN (
      SELECT value
      FROM json_each(?4)
    ))
    ORDER BY "t16"."id"
    LIMIT 20
  ) AS "t16"
), '') || ']' || '}'

-- 1: 9007199254740993, int:-9223372036854775808:9223372036854775807
-- 2: [9007199254740993, -9223372036854775808], [int:-9223372036854775808:9223372036854775807]
-- 3: null, int:-9223372036854775808:9223372036854775807
-- 4: [null], [int:-9223372036854775808:9223372036854775807]
