'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE (CASE WHEN ("t0"."id" = ?1) THEN "t0"."email" END > ?2)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"price":' || CASE WHEN ("t1"."is_public" = ?3) THEN gg_decimal(CASE typeof("t1"."price") WHEN 'text' THEN CAST("t1"."price" AS BLOB) ELSE "t1"."price" END, 2) ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."price", "t1"."is_public"
    FROM "shop_product" AS "t1"
    WHERE CASE WHEN ("t1"."is_public" = ?3) THEN "t1"."price" END IS NULL
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: "a", text
-- 3: true, bool
