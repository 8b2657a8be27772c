'{"listed":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY (
      SELECT min(key)
      FROM json_each(?1)
      WHERE value = "t0"."id"
    ) DESC, "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || ',"written":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY (
      SELECT min(key)
      FROM json_each(?2)
      WHERE value = "t1"."id"
    ) NULLS LAST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || '}'

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: [2, 1], [int:-9223372036854775808:9223372036854775807]
