'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."created_at" DESC, "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."name" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
