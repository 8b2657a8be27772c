'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((?1 AND ?2 AND ?3 AND ?4) OR ((?4 OR (?4 OR (gg_like(CAST("t0"."name" AS BLOB), ?5, 1)))) AND ((?1 AND ?2) OR ((?1 OR ("t0"."price" <= ?6)) AND (?2 OR ("t0"."price" > ?7)))) AND (?3 OR (?3 OR ("t0"."owner_id" = ?8)))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: given max, bool
-- 2: given min, bool
-- 3: given owner, bool
-- 4: given q, bool
-- 5: variable q, like:infix
-- 6: variable max, decimal:10:2
-- 7: variable min, decimal:10:2
-- 8: variable owner, int:-9223372036854775808:9223372036854775807
