'{"purchases_connection":' || char(26) || 'b' || ',"customers_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(group_concat('{"node":' || '{"purchases_connection":' || char(26) || 'b' || '}' || '}', ','), '') || ']' || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
) || '}'

-- denied: purchases_connection
-- denied: customers_connection.edges.node.purchases_connection
