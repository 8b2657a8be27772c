'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || ',"tag":' || coalesce((
  SELECT '{"slug":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t1"."slug"
    FROM "shop_tag" AS "t1"
    WHERE ("t1"."id" = ?1)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
