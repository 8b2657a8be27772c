concat('{"profile":', coalesce((
  SELECT concat('{"customer_id":', "t0"."customer_id"::int8::text, ',"bio":', to_json("t0"."bio"::text)::text, ',"picture":', coalesce('"' || translate(encode("t0"."picture", 'base64'), E'\n', '') || '"', 'null'), ',"customer":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t0"."customer_id", "t0"."bio", "t0"."picture"
    FROM "shop_profile" AS "t0"
    WHERE ("t0"."customer_id" = $1::int8)
    ORDER BY "t0"."customer_id"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."customer_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), 'null'), '}')

-- 1: 2, int:-9223372036854775808:9223372036854775807
