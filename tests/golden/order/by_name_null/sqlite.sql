'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN ?1 = ?2 THEN "t0"."price" END NULLS LAST, CASE WHEN ?1 = ?2 THEN "t0"."name" END DESC NULLS FIRST, CASE WHEN ?1 = ?3 THEN "t0"."weight" END DESC, CASE WHEN ?1 = ?4 THEN "t0"."stock" END DESC NULLS FIRST, "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable order, enum:cheap:heavy:stocked
-- 2: "cheap", text
-- 3: "heavy", text
-- 4: "stocked", text
