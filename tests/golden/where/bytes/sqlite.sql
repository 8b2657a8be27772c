'{"eq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."blob" = ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"neq":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."blob" <> ?1)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"in":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."blob" IN (
      SELECT gg_unhex(value)
      FROM json_each(?2)
    ))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"nin":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE NOT ("t3"."blob" IN (
      SELECT gg_unhex(value)
      FROM json_each(?2)
    ))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE "t4"."blob" IS NULL
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"not_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE "t5"."blob" IS NOT NULL
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE NOT ("t6"."blob" IS ?1)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"not_distinct":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE ("t7"."blob" IS ?1)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE NOT ("t8"."blob" IS ?3)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"not_distinct_from_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE ("t9"."blob" IS ?3)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"eq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE ("t10"."blob" = ?3)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"neq_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."blob" <> ?3)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"in_null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE ("t12"."blob" IN (
      SELECT gg_unhex(value)
      FROM json_each(?4)
    ))
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || '}'

-- 1: "dGll", bytes
-- 2: ["dGll", "YQ=="], [bytes]
-- 3: null, bytes
-- 4: [null], [bytes]
