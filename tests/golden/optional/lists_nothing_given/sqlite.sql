'{"in":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((?1 AND ?2) OR ((?1 AND ?2) OR ((?1 AND ?2) OR ((?3 AND "t0"."id" IN (?4)) OR (?5 AND "t0"."id" IN (?6))))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"with":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" IN (?7) OR (?3 AND "t1"."id" IN (?4)))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"not_in":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ((?1 AND ?2) OR ((?1 AND ?2) OR ((?1 AND ?2) OR ((?1 OR "t2"."id" NOT IN (?4)) AND (?2 OR "t2"."id" NOT IN (?6))))))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"denied":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE NOT (("t3"."id" IN (?8) OR (?3 AND "t3"."id" IN (?4)) OR (?5 AND "t3"."id" IN (?6))))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ((?1 AND ?2) OR ((?1 AND ?2) OR ((?1 AND ?2) OR ((?1 OR "t4"."category_id" NOT IN (?4)) AND (?2 OR "t4"."category_id" NOT IN (?6))))))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"whole":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE (?9 OR (?9 OR (?9 OR ("t5"."id" IN (
      SELECT value
      FROM json_each(?10)
    )))))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"whole_not":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE (?9 OR (?9 OR (?9 OR NOT ("t6"."id" IN (
      SELECT value
      FROM json_each(?10)
    )))))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"keys":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE (((gg_json_keys(CAST("t7"."attributes" AS BLOB), json_array(?11), 1)) OR (?12 AND (gg_json_keys(CAST("t7"."attributes" AS BLOB), json_array(?13), 1)))) AND (?14 OR (gg_json_key(CAST("t7"."attributes" AS BLOB), ?13))))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"all_keys":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_product" AS "t8"
    WHERE ((gg_json_keys(CAST("t8"."attributes" AS BLOB), json_array(?15), 0)) AND (?14 OR (gg_json_keys(CAST("t8"."attributes" AS BLOB), json_array(?13), 0))))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || '}'

-- 1: given a, bool
-- 2: given b, bool
-- 3: given a, bool
-- 4: variable a, int:-9223372036854775808:9223372036854775807
-- 5: given b, bool
-- 6: variable b, int:-9223372036854775808:9223372036854775807
-- 7: 4, int:-9223372036854775808:9223372036854775807
-- 8: 7, int:-9223372036854775808:9223372036854775807
-- 9: given ids, bool
-- 10: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 11: "watts", text
-- 12: given k, bool
-- 13: variable k, text
-- 14: given k, bool
-- 15: "color", text
