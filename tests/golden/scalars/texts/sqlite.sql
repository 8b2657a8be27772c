'{"profiles":' || '[' || coalesce((
  SELECT group_concat('{"bio":' || json_quote(CAST("t0"."bio" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."bio"
    FROM "shop_profile" AS "t0"
    ORDER BY "t0"."customer_id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || ',"description":' || CASE WHEN "t1"."description" IS NULL THEN 'null' ELSE json_quote(CAST("t1"."description" AS TEXT)) END || ',"attributes":' || CASE WHEN json_valid("t1"."attributes") AND instr("t1"."attributes", char(0)) = 0 THEN CAST("t1"."attributes" AS TEXT) WHEN "t1"."attributes" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."name", "t1"."description", "t1"."attributes"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"categories":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_category" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || ',"email":' || CASE WHEN "t3"."email" IS NULL THEN 'null' ELSE json_quote(CAST("t3"."email" AS TEXT)) END || '}', ',') AS j
  FROM (
    SELECT "t3"."name", "t3"."email"
    FROM "shop_customer" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || '}'
