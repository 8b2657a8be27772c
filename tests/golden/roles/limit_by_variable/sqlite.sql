'{"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."name"
      FROM "shop_product" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 4
    ) AS "t1"
    LIMIT coalesce(?1, -1)
  ) AS "t0"
), '') || ']' || ',"zero":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 0
  ) AS "t2"
), '') || ']' || '}'

-- 1: variable n, int:0:2147483647
