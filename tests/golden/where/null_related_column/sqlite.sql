'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND "t1"."email" IS NULL
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"categories":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_category" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_category" AS "t3"
      WHERE "t3"."id" = "t2"."parent_id" AND "t3"."parent_id" IS NULL
    )
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || '}'
