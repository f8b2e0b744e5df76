-- Up Migration

-- All facts of an order, each written once; a fact that came before the order itself waits in its row.
-- Ids compare as bytes: locks are taken in this order, and no locale may change it under them.
create table orders (
  order_id                text collate "C" primary key,

  -- orders.created
  customer_id             text,
  items                   jsonb,
  total_amount            bigint,
  currency                text,
  payment_token           text,
  fingerprint             text,
  created_at              timestamptz(3),
  -- Of orders.created in the stream ORDERS.
  position                bigint,

  -- inventory.reserved | inventory.rejected
  reservation             text,
  reservation_fingerprint text,
  short                   jsonb,
  reserved_at             timestamptz(3),

  -- payments.processed
  payment                 text,
  payment_id              text,
  payment_amount          bigint,
  payment_currency        text,
  payment_reason          text,
  paid_at                 timestamptz(3),

  -- payments.refunded
  refund_id               text,
  refunded_at             timestamptz(3),

  -- orders.created again, with another body under the same key
  conflicting_at          timestamptz(3),
  cancel_requested_at     timestamptz(3),
  deadline_passed_at      timestamptz(3),

  decision                text,
  decision_reason         text,
  decision_detail         text,
  decided_at              timestamptz(3),
  -- Whether the stock was reserved by then.
  was_reserved            boolean,

  deadline_at             timestamptz(3) not null,
  -- When the sweeper looks at the order again; null when nothing is left to be done.
  due_at                  timestamptz(3),

  constraint orders_reservation check (reservation in ('reserved', 'rejected')),
  constraint orders_payment check (payment in ('approved', 'declined')),
  constraint orders_decision check (decision in ('confirmed', 'rejected', 'cancelled')),
  constraint orders_open_is_due check (decision is not null or due_at is not null)
  -- A row is rewritten with each fact: room on its page keeps that off the indexes.
) with (fillfactor = 60);

-- The two listings, newest first, and the sweep.
create index orders_by_customer on orders (customer_id, created_at desc, order_id desc) where created_at is not null;
create index orders_by_time on orders (created_at desc, order_id desc) where created_at is not null;
-- Few orders do not end well, and those are looked for.
create index orders_failed on orders (decision, created_at desc, order_id desc)
  where created_at is not null and decision in ('cancelled', 'rejected');
create index orders_due on orders (due_at) where due_at is not null;
