/**
 * Every statement on stock. Names make Postgres parse and plan each once a connection.
 *
 * A batch locks in one order, whatever is in it: the reservations that exist by order id, then stock by sku, and only
 * then it inserts the new reservations, by order id. So two batches, of two replicas, never wait for each other in a
 * circle. A row that does not exist cannot be locked: when two batches insert the same reservation the second one
 * fails on the primary key and is repeated, and then finds the row.
 */
export const statements = {
  lockReservations: {
    name: 'lock-reservations',
    text: `
      select order_id, state, fingerprint, lines, (extract(epoch from decided_at) * 1000)::float8 as decided_ms
      from reservations where order_id = any($1::text[]) order by order_id for update`,
  },
  /** Adjustments alone make stock rows; an order for a sku without a row finds nothing available. */
  openStock: {
    name: 'open-stock',
    text: `
      insert into stock (sku) select sku from unnest($1::text[]) as wanted (sku) order by sku collate "C"
      on conflict do nothing`,
  },
  /**
   * Stock of the skus, and of what is held by the orders that are to be settled: what they hold is known only once
   * their rows are locked, so this looks it up itself instead of waiting for the answer of that statement.
   */
  lockStock: {
    name: 'lock-stock',
    text: `
      select sku, available, reserved, sold, received from stock
      where sku in (
        select unnest($1::text[])
        union select jsonb_object_keys(r.lines) from reservations r
              where r.order_id = any($2::text[]) and r.state = 'reserved'
      )
      order by sku for update`,
  },
  /** Read only under the lock of the sku's stock, so nobody else can be deciding the same key. */
  readAdjustments: {
    name: 'read-adjustments',
    text: `
      select a.sku, a.key, a.delta, a.reason, a.outcome, (extract(epoch from a.adjusted_at) * 1000)::float8 as adjusted_ms
      from stock_adjustments a join unnest($1::text[], $2::text[]) as wanted (sku, key) using (sku, key)`,
  },
  /**
   * Everything a batch changes. Stock moves by differences, so that the table's checks would catch a lost lock, which
   * absolute numbers would paper over.
   */
  write: {
    name: 'write-stock',
    text: `
      with made as (
        insert into reservations (order_id, state, fingerprint, lines, decided_at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[])
          as made (order_id, state, fingerprint, lines, decided_at)
        order by order_id collate "C"
      ), ended as (
        update reservations r set state = e.state
        from unnest($6::text[], $7::text[]) as e (order_id, state) where r.order_id = e.order_id
      )
      update stock s set
        available = s.available + m.available, reserved = s.reserved + m.reserved,
        sold = s.sold + m.sold, received = s.received + m.received
      from unnest($8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
        as m (sku, available, reserved, sold, received)
      where s.sku = m.sku`,
  },
  insertAdjustments: {
    name: 'insert-adjustments',
    text: `
      insert into stock_adjustments (sku, key, delta, reason, outcome, adjusted_at)
      select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[])`,
  },
  readStock: {
    name: 'read-stock',
    text: 'select sku, available, reserved, sold, received from stock where sku = any($1::text[])',
  },
} as const;
