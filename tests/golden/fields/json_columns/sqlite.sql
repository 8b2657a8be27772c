'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"attributes":' || CASE WHEN json_valid("t0"."attributes") THEN CAST("t0"."attributes" AS TEXT) WHEN "t0"."attributes" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."attributes"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"samples":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || ',"document":' || CASE WHEN json_valid("t1"."document") THEN CAST("t1"."document" AS TEXT) WHEN "t1"."document" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."document"
    FROM "shop_sample" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || '}'
