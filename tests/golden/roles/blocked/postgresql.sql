concat('{"purchases":', 'null', ',"purchase":', 'null', ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::text, ',"purchases":', 'null', '}'), ',') AS j
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
