-- Up Migration

-- The orders of one customer that did not end well. Without it they are sought among all orders of the customer, or all
-- failed orders of everybody: a page then costs more the more of those there are. Confirmed orders are not in it.
create index orders_failed_by_customer on orders (customer_id, decision, created_at desc, order_id desc)
  where created_at is not null and decision in ('cancelled', 'rejected');
