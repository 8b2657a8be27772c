'{"small":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    ORDER BY "t0"."small" NULLS LAST, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"number":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    ORDER BY "t1"."number" DESC NULLS FIRST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"big":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    ORDER BY "t2"."big" NULLS LAST, "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"real":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    ORDER BY "t3"."real" DESC NULLS FIRST, "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"exact":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    ORDER BY "t4"."exact" NULLS LAST, "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"flag":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    ORDER BY "t5"."flag" DESC NULLS FIRST, "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"text":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    ORDER BY "t6"."text" NULLS LAST, "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"ident":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    ORDER BY "t7"."ident" DESC NULLS FIRST, "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"day":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    ORDER BY "t8"."day" NULLS LAST, "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"clock":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    ORDER BY "t9"."clock" DESC NULLS FIRST, "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"moment":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    ORDER BY "t10"."moment" NULLS LAST, "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"span":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    ORDER BY "t11"."span" DESC NULLS FIRST, "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"blob":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    ORDER BY "t12"."blob" NULLS LAST, "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || '}'
