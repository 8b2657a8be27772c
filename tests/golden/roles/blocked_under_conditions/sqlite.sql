'{' || substr(CASE WHEN (?1) THEN ',"purchases":' || char(26) || 'b' ELSE '' END || ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), '') || ']', 2) || '}'

-- 1: variable no, bool
-- denied: purchases
