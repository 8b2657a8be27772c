'{"above":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."price" > "t0"."stock")
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"strict":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."price" <= "t1"."stock")
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"texts":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    WHERE (("t2"."name" < "t2"."email") AND ("t2"."email" <> ?1))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"null_safe":' || '[' || coalesce((
  SELECT group_concat('{"t0":' || json_quote(CAST("t3"."t0" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t3"."t0"
    FROM "Odd Table; --" AS "t3"
    WHERE ("t3"."it's" IS "t3"."Größe")
    ORDER BY "t3"."Select"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"neither":' || '[' || coalesce((
  SELECT group_concat('{"t0":' || json_quote(CAST("t4"."t0" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t4"."t0"
    FROM "Odd Table; --" AS "t4"
    WHERE NOT (("t4"."it's" = "t4"."Größe"))
    ORDER BY "t4"."Select"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"several":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_purchase" AS "t5"
    WHERE (("t5"."unit_price" = "t5"."total") OR (("t5"."unit_price" > ?2) AND ("t5"."unit_price" < "t5"."quantity")))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || '}'

-- 1: "li@example.com", text
-- 2: 0, decimal:10:2
