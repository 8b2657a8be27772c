'{"asc":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"weight":' || gg_float("t0"."weight") || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."weight" NULLS LAST, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"desc":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || ',"weight":' || gg_float("t1"."weight") || '}', ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."weight"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."weight" DESC NULLS FIRST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"asc_first":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."weight", "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"asc_last":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t3"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    ORDER BY "t3"."weight" NULLS LAST, "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"desc_first":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t4"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    ORDER BY "t4"."weight" DESC NULLS FIRST, "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"desc_last":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t5"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."weight" DESC, "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || '}'
