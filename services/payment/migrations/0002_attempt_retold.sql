-- Up Migration

-- The row was made anew from the log (see `orderflow rebuild`): the one that was lost may have made an intent at the
-- provider whose id no message carries. It is looked for before anything else is done.
alter table payments add column attempt_retold boolean not null default false;
alter table payments add constraint retold_is_an_attempt check (not attempt_retold or attempt_key is not null);
