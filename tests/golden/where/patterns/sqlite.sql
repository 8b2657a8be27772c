'{"like":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    WHERE (gg_like(CAST("t0"."name" AS BLOB), ?1, 0))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"like_one":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."name"
    FROM "shop_product" AS "t1"
    WHERE (gg_like(CAST("t1"."name" AS BLOB), ?2, 0))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"like_all":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t2"."id", "t2"."name"
    FROM "shop_product" AS "t2"
    WHERE (gg_like(CAST("t2"."name" AS BLOB), ?3, 0))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"like_nothing":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t3"."id", "t3"."name"
    FROM "shop_product" AS "t3"
    WHERE (gg_like(CAST("t3"."name" AS BLOB), ?4, 0))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"like_exact":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t4"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t4"."id", "t4"."name"
    FROM "shop_product" AS "t4"
    WHERE (gg_like(CAST("t4"."name" AS BLOB), ?5, 0))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"nlike":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t5"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t5"."id", "t5"."name"
    FROM "shop_product" AS "t5"
    WHERE (NOT gg_like(CAST("t5"."name" AS BLOB), ?6, 0))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"ilike":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t6"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t6"."id", "t6"."name"
    FROM "shop_product" AS "t6"
    WHERE (gg_like(CAST("t6"."name" AS BLOB), ?7, 1))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"nilike":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t7"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t7"."id", "t7"."name"
    FROM "shop_product" AS "t7"
    WHERE (NOT gg_like(CAST("t7"."name" AS BLOB), ?6, 1))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"percent":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t8"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t8"."id", "t8"."name"
    FROM "shop_product" AS "t8"
    WHERE (gg_like(CAST("t8"."name" AS BLOB), ?8, 0))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"underscore":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t9"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t9"."id", "t9"."name"
    FROM "shop_product" AS "t9"
    WHERE (gg_like(CAST("t9"."name" AS BLOB), ?9, 0))
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"not_escaped":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t10"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t10"."id", "t10"."name"
    FROM "shop_product" AS "t10"
    WHERE (gg_like(CAST("t10"."name" AS BLOB), ?10, 0))
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"quote":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t11"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t11"."id", "t11"."name"
    FROM "shop_product" AS "t11"
    WHERE (gg_like(CAST("t11"."name" AS BLOB), ?11, 0))
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"unicode":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t12"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t12"."id", "t12"."name"
    FROM "shop_product" AS "t12"
    WHERE (gg_like(CAST("t12"."name" AS BLOB), ?12, 0))
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || ',"accent":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t13"."id") WHEN 'integer' THEN "t13"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t13"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t13"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t13"."id", "t13"."name"
    FROM "shop_product" AS "t13"
    WHERE (gg_like(CAST("t13"."name" AS BLOB), ?13, 1))
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), '') || ']' || '}'

-- 1: "L%", pattern
-- 2: "l_mp", pattern
-- 3: "%", pattern
-- 4: "", pattern
-- 5: "Lamp", pattern
-- 6: "%a%", pattern
-- 7: "LAMP", pattern
-- 8: "100\\%%", pattern
-- 9: "%\\_%", pattern
-- 10: "100_ Wool_Rug", pattern
-- 11: "O'%", pattern
-- 12: "手_", pattern
-- 13: "%É%", pattern
