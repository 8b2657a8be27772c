'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"attributes":' || CASE WHEN json_valid("t0"."attributes") AND instr("t0"."attributes", char(0)) = 0 THEN CAST("t0"."attributes" AS TEXT) WHEN "t0"."attributes" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."attributes"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"samples":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"document":' || CASE WHEN json_valid("t1"."document") AND instr("t1"."document", char(0)) = 0 THEN CAST("t1"."document" AS TEXT) WHEN "t1"."document" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."document"
    FROM "shop_sample" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || '}'
