'{"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN ?1 = ?2 THEN "t0"."price" END NULLS LAST, CASE WHEN ?1 = ?2 THEN "t0"."name" END DESC NULLS FIRST, "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable order, enum:cheap
-- 2: "cheap", text
