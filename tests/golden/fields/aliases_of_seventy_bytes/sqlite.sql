'{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_12":' || '[' || coalesce((
  SELECT group_concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_12":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_35":' || '[' || coalesce((
    SELECT group_concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_12":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || ',"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":' || coalesce((
  SELECT '{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":' || coalesce((
    SELECT '{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":' || json_quote(CAST("t4"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t4"."name"
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id"
      LIMIT 1
    ) AS "t4"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t3"."owner_id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."id" = ?1)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
