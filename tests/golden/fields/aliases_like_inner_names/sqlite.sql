'{"t0":' || '[' || coalesce((
  SELECT group_concat('{"t1":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"j":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"j0":' || '[' || coalesce((
    SELECT group_concat('{"t2":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"j0":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."id", "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || ',"t0":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || ',"j1":' || coalesce((
    SELECT '{"j":' || json_quote(CAST("t3"."name" AS TEXT)) || ',"g":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t3"."name", "t3"."id"
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t3"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || ',"j0":' || '[' || coalesce((
  SELECT group_concat('{"data":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || ',"v":' || json_quote(CAST("t4"."slug" AS TEXT)) || ',"r":' || '[' || coalesce((
    SELECT group_concat('{"t0":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_product" AS "t5"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t6"
        WHERE "t6"."tag_id" = "t4"."id" AND "t5"."id" = "t6"."product_id"
      )
      ORDER BY "t5"."id"
      LIMIT 1
    ) AS "t5"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t4"."id", "t4"."slug"
    FROM "shop_tag" AS "t4"
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
), '') || ']' || '}'
