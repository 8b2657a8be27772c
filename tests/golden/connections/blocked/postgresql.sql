concat('{"purchases_connection":', E'\032b', ',"customers_connection":', (
  SELECT concat('{"edges":', concat('[', string_agg(concat('{"node":', concat('{"purchases_connection":', E'\032b', '}'), '}'), ','), ']'), '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '}')

-- denied: purchases_connection
-- denied: customers_connection.edges.node.purchases_connection
