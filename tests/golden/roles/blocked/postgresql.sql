concat('{"purchases":', E'\032b', ',"purchase":', E'\032b', ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"purchases":', E'\032b', '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']'), '}')

-- denied: purchases
-- denied: purchase
-- denied: customers.purchases
