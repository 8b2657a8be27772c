'{"goods":' || '[' || coalesce((
  SELECT group_concat('{"number":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"title":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"id":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
