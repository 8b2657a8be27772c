concat('{"vouchers":', concat('[', (
  SELECT string_agg(concat('{"id":', '"' || "t0"."id"::uuid::text || '"', ',"amount":', CASE WHEN "t0"."amount" > '-Infinity' AND "t0"."amount" < 'Infinity' THEN "t0"."amount"::numeric::text ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."amount"
    FROM "shop_voucher" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"one":', coalesce((
  SELECT concat('{"id":', '"' || "t1"."id"::uuid::text || '"', ',"customer":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t1"."id", "t1"."customer_id"
    FROM "shop_voucher" AS "t1"
    WHERE ("t1"."id" = $1::uuid)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t2"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t1"."customer_id"
      LIMIT 1
    ) AS "t2"
  ) AS "j0" ON true
), 'null'), ',"upper":', coalesce((
  SELECT concat('{"id":', '"' || "t3"."id"::uuid::text || '"', ',"customer":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t3"."id", "t3"."customer_id"
    FROM "shop_voucher" AS "t3"
    WHERE ("t3"."id" = $2::uuid)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t4"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t4"."name"
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."customer_id"
      LIMIT 1
    ) AS "t4"
  ) AS "j0" ON true
), 'null'), '}')

-- 1: "000000000000000000000000000000b0", uuid
-- 2: "00000000-0000-0000-0000-0000000000C0", uuid
