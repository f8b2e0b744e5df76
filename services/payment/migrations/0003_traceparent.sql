-- Up Migration

-- The trace that goes on when a payment does which was put off: W3C `traceparent` of the work that put it off. Null when
-- that was in no trace, and when nothing waits.
alter table payments add column traceparent text;
