'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || ',"weight":' || CASE typeof("t0"."weight") WHEN 'text' THEN char(26) || 't' ELSE gg_float("t0"."weight") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN ?1 = ?2 THEN "t0"."price" END NULLS LAST, CASE WHEN ?1 = ?2 THEN "t0"."name" END DESC NULLS FIRST, CASE WHEN ?1 = ?3 THEN "t0"."weight" END DESC, CASE WHEN ?1 = ?4 THEN "t0"."stock" END DESC NULLS FIRST, "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || ',"first":' || coalesce((
  SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    ORDER BY CASE WHEN ?1 = ?2 THEN "t1"."price" END NULLS LAST, CASE WHEN ?1 = ?2 THEN "t1"."name" END DESC NULLS FIRST, CASE WHEN ?1 = ?3 THEN "t1"."weight" END DESC, CASE WHEN ?1 = ?4 THEN "t1"."stock" END DESC NULLS FIRST, "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      WHERE "t3"."owner_id" = "t2"."id"
      ORDER BY CASE WHEN ?5 = ?2 THEN "t3"."price" END NULLS LAST, CASE WHEN ?5 = ?2 THEN "t3"."name" END DESC NULLS FIRST, CASE WHEN ?5 = ?3 THEN "t3"."weight" END DESC, CASE WHEN ?5 = ?4 THEN "t3"."stock" END DESC NULLS FIRST, "t3"."id"
      LIMIT 20
    ) AS "t3"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 3
  ) AS "t2"
), '') || ']' || '}'

-- 1: variable order, enum:cheap:heavy:stocked
-- 2: "cheap", text
-- 3: "heavy", text
-- 4: "stocked", text
-- 5: variable inner, enum:cheap:heavy:stocked
