'{"asc":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"weight":' || CASE typeof("t0"."weight") WHEN 'text' THEN char(26) || 't' ELSE gg_float("t0"."weight") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."weight" NULLS LAST, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"desc":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"weight":' || CASE typeof("t1"."weight") WHEN 'text' THEN char(26) || 't' ELSE gg_float("t1"."weight") END || '}', ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."weight"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."weight" DESC NULLS FIRST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"asc_first":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."weight", "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"asc_last":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    ORDER BY "t3"."weight" NULLS LAST, "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"desc_first":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    ORDER BY "t4"."weight" DESC NULLS FIRST, "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"desc_last":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."weight" DESC, "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || '}'
