-- Up Migration

-- Goods of one sku. Every unit that ever came in is available, reserved for an order, or sold.
-- Ids and skus compare as bytes: locks are taken in this order, and no locale may change it under them.
create table stock (
  sku       text collate "C" primary key,
  available bigint not null default 0,
  reserved  bigint not null default 0,
  sold      bigint not null default 0,
  -- Changes only with a stock adjustment, so that the sum below is a check on everything else.
  received  bigint not null default 0,
  constraint stock_available_not_negative check (available >= 0),
  constraint stock_reserved_not_negative check (reserved >= 0),
  constraint stock_sold_not_negative check (sold >= 0),
  constraint stock_conserved check (available + reserved + sold = received)
  -- A row is rewritten with every batch that touches it: room on its page keeps that off the index.
) with (fillfactor = 50);

-- What was decided for an order, for ever: the one row is reservation and tombstone.
create table reservations (
  order_id    text collate "C" primary key,
  -- reserved → sold | released are the stages of a reservation; rejected and tombstone hold nothing.
  state       text not null,
  -- Of the orders.created that was decided on; null in a tombstone, which was settled before any came.
  fingerprint text,
  -- {"<sku>": <quantity>}: what is or was held; of a rejected order, what was short; null in a tombstone.
  lines       jsonb,
  -- When the reservation was decided; of a tombstone, when it was settled.
  decided_at  timestamptz(3) not null,
  constraint reservations_state check (state in ('reserved', 'sold', 'released', 'rejected', 'tombstone')),
  constraint reservations_facts check ((state = 'tombstone') = (fingerprint is null) and (state = 'tombstone') = (lines is null))
) with (fillfactor = 80);

-- Every adjustment that was ever asked for. Its key is kept for ever, also of one that was refused.
create table stock_adjustments (
  sku         text collate "C" not null,
  key         text collate "C" not null,
  delta       bigint not null,
  reason      text not null,
  outcome     text not null,
  adjusted_at timestamptz(3) not null,
  primary key (sku, key),
  constraint stock_adjustments_outcome check (outcome in ('applied', 'refused'))
);
