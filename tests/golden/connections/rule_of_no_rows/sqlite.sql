'{"tags_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_tag" AS "t1"
    WHERE 1 = 0
  ) AS TEXT) || ',"edges":' || '[' || coalesce(CASE WHEN 1 = 0 THEN group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ',') END, '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t0"."m") > 0 THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?1 || '0:f:' || '[' || coalesce(CASE WHEN 1 = 0 THEN group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ',') END, '') || ']') || '}' || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      WHERE 1 = 0
      ORDER BY "t0"."id"
      LIMIT 1
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 1
  ) AS "t0"
) || ',"tag":' || coalesce((
  SELECT '{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    WHERE 1 = 0
    ORDER BY "t4"."id"
    LIMIT 0
  ) AS "t4"
), 'null') || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"tags_connection":' || (
    SELECT '{"totalCount":' || CAST((
      SELECT count(*)
      FROM "shop_tag" AS "t7"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t8"
        WHERE "t8"."product_id" = "t5"."id" AND "t7"."id" = "t8"."tag_id"
      ) AND 1 = 0
    ) AS TEXT) || '}' AS j
  ) || ',"tag":' || coalesce((
    SELECT '{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t9"."id"
      FROM "shop_tag" AS "t9"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t10"
        WHERE "t10"."product_id" = "t5"."id" AND "t9"."id" = "t10"."tag_id"
      ) AND 1 = 0
      ORDER BY "t9"."id"
      LIMIT 0
    ) AS "t9"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."id"
    LIMIT 1
  ) AS "t5"
), '') || ']' || '}'

-- 1: nonce , text
