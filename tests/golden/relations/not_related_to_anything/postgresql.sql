concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"tags":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE ("t0"."is_active" = $1::bool)
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"slug":', to_json("t1"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE (("t1"."slug" <> $2::text) AND ("t1"."id" < $3::int8) AND ("t1"."slug" <> $4::text))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), '}')

-- 1: true, bool
-- 2: "rare", text
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: variable slug, text
