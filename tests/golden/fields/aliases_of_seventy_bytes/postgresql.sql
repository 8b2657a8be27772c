concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_12":', concat('[', (
  SELECT string_agg(concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_12":', "t0"."id"::int8::text, ',"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":', to_json("t0"."name"::text)::text, ',"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_35":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_12":', to_json("t1"."slug"::text)::text, '}'), ',') AS j
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
  ) AS "j0" ON true
), ']'), ',"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":', coalesce((
  SELECT concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t3"."owner_id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."id" = $1::int8)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT concat('{"a_response_key_of_seventy_bytes_is_longer_than_identifiers_can_be_x_34":', to_json("t4"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t4"."name"
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id"
      LIMIT 1
    ) AS "t4"
  ) AS "j0" ON true
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
