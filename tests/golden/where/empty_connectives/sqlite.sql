'{"and":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"or":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE 1 = 0
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"not":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_tag" AS "t2"
    WHERE 1 = 0
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"object":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t3"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_tag" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t4"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"column":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t5"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_tag" AS "t5"
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"or_with_empty":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t6"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_tag" AS "t6"
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"not_or":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t7"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_tag" AS "t7"
    WHERE NOT (1 = 0)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"null_column":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t8"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_tag" AS "t8"
    WHERE ("t8"."id" = ?1)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"null_or":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t9"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_tag" AS "t9"
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"null_not":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t10"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_tag" AS "t10"
    WHERE 1 = 0
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || '}'

-- 1: null, int:-9223372036854775808:9223372036854775807
