'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((?1 AND ?2 AND ?3 AND ?4) OR (((?1 AND ?3) OR ((?3 OR ("t0"."description" IS NULL) = ?5) AND (?1 OR NOT ("t0"."description" IS ?6)))) AND (?2 OR (?2 OR (gg_json_contains(CAST("t0"."attributes" AS BLOB), ?7)))) AND (?4 OR (?4 OR (gg_like(CAST("t0"."name" AS BLOB), ?8, 0))))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: given d, bool
-- 2: given j, bool
-- 3: given n, bool
-- 4: given p, bool
-- 5: variable n, bool
-- 6: variable d, text
-- 7: variable j, json
-- 8: variable p, pattern
