'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), '') || ']' || ',"more":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE 1 = 0
    ORDER BY "t1"."id"
    LIMIT 0
  ) AS "t1"
), '') || ']' || ',"product":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t2"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND 1 = 0
      ORDER BY "t3"."id"
      LIMIT 0
    ) AS "t3"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), '') || ']' || '}'
