concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND ((("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8)) AND (($3::bool AND $4::bool) OR (($4::bool OR ($4::bool OR ("t0"."name" ILIKE $5::text))) AND ($3::bool OR ($6::bool AND ($3::bool OR ($3::bool OR ("t0"."is_public" = $7::bool))))))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND (("t1"."is_active" = $8::bool) AND ($4::bool OR ($4::bool OR ($4::bool OR ("t1"."name" = $9::text)))))
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: given mine, bool
-- 4: given q, bool
-- 5: variable q, pattern
-- 6: given mine, bool
-- 7: variable mine, bool
-- 8: true, bool
-- 9: variable q, text
