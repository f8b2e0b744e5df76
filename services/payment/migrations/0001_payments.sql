-- The payment of an order: its facts, each written once, and the work on it.
-- Nothing of it is deleted: a message that comes again years later finds its row.
create table payments (
  order_id            uuid primary key,

  amount              bigint,
  currency            text,
  payment_token       text,
  requested_at        timestamptz(3),

  attempt_key         text,
  first_sent_at       timestamptz(3),
  intent_id           text,

  outcome             text check (outcome in ('approved', 'declined')),
  outcome_reason      text,
  outcome_at          timestamptz(3),

  cancelled_at        timestamptz(3),
  refund_requested_at timestamptz(3),
  refund_id           text,
  refunded_at         timestamptz(3),

  attempts            integer not null default 0,
  failures            integer not null default 0,
  last_failure        text not null default '',
  due_at              timestamptz(3),
  parked_at           timestamptz(3),
  leased              boolean not null default false,

  constraint request_is_whole check (num_nulls(amount, currency, payment_token, requested_at) in (0, 4)),
  constraint attempt_is_whole check (num_nulls(attempt_key, first_sent_at) in (0, 2)),
  constraint attempt_of_a_request check (attempt_key is null or requested_at is not null),
  constraint outcome_of_an_attempt check (outcome is null or (attempt_key is not null and outcome_at is not null)),
  constraint approval_of_an_intent check (outcome is distinct from 'approved' or intent_id is not null),
  constraint refund_is_whole check (num_nulls(refund_id, refunded_at) in (0, 2)),
  constraint refund_of_an_approval check (refund_id is null or outcome = 'approved')
) with (fillfactor = 80);
-- The room left in each page lets a payment's later writes stay beside its first (HOT): no index is touched.

-- What waits for a sweeper. Empty when all is well.
create index payments_due on payments (due_at) where due_at is not null;
