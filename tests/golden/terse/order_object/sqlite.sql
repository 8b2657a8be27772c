'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price" DESC, "t0"."id"
    LIMIT 5
  ) AS "t0"
), '') || ']' || ',"nested":' || '[' || coalesce((
  SELECT group_concat('{"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      WHERE "t2"."owner_id" = "t1"."id"
      ORDER BY "t2"."id" DESC
      LIMIT 20
    ) AS "t2"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_customer" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), '') || ']' || '}'
