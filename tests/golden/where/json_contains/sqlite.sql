'{"part":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (gg_json_contains("t0"."attributes", ?1))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"deep":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (gg_json_contains("t1"."attributes", ?2))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"item":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (gg_json_contains("t2"."attributes", ?3))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"items":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t3"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE (gg_json_contains("t3"."attributes", ?4))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"inside":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t4"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE (gg_json_contains(?5, "t4"."attributes"))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"given":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t5"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE (gg_json_contains("t5"."attributes", ?6))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"nothing":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t6"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE (gg_json_contains("t6"."attributes", ?7))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"unknown":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t7"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE NOT ((gg_json_contains("t7"."document", ?8)))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || '}'

-- 1: "{\"color\": \"red\"}", json_text
-- 2: "{\"a\": {\"b\": {}}}", json_text
-- 3: "\"two\"", json_text
-- 4: "[true, 1.0]", json_text
-- 5: "{\"color\": \"red\", \"n\": 0.5}", json_text
-- 6: variable v, json
-- 7: null, json_text
-- 8: "{}", json_text
