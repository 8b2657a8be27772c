'{"sheep":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"mother":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_sheep" AS "t1"
      WHERE "t1"."id" = "t0"."mother_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."mother_id"
    FROM "shop_sheep" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"sheep_one":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_sheep" AS "t2"
    WHERE ("t2"."id" = ?1)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), 'null') || '}'

-- 1: 2, int:-9223372036854775808:9223372036854775807
