'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"price":' || gg_decimal(CASE typeof("t1"."price") WHEN 'text' THEN CAST("t1"."price" AS BLOB) ELSE "t1"."price" END, 2) || '}', ',') AS j
    FROM (
      SELECT "t1"."id", "t1"."price"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND ("t1"."is_public" = ?1)
      ORDER BY "t1"."price" DESC, "t1"."id" DESC
      LIMIT 2 OFFSET coalesce(?2, 0)
    ) AS "t1"
  ), '') || ']' || ',"cheap":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      WHERE "t2"."owner_id" = "t0"."id" AND ("t2"."price" < ?3)
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id" DESC
    LIMIT 5
  ) AS "t0"
), '') || ']' || '}'

-- 1: true, bool
-- 2: 1, int:0:2147483647
-- 3: 20, decimal:10:2
