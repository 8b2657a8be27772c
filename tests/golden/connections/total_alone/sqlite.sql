'{"products_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_product" AS "t1"
  ) AS TEXT) || '}' AS j
) || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || ',"products_connection":' || (
    SELECT '{"total":' || CAST((
      SELECT count(*)
      FROM "shop_product" AS "t4"
      WHERE "t4"."owner_id" = "t2"."id"
    ) AS TEXT) || '}' AS j
  ) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 2
  ) AS "t2"
), '') || ']' || '}'
