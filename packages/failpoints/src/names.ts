/**
 * Every failpoint there is, with the state in which a fault there finds the work. Places that several services share
 * have one name: who reports a hit says in which service it was.
 */
export const failpoints = {
  'accept.before_publish': 'A request is to be published: nothing of it is in the log.',
  'accept.before_puback': 'The log has stored a request; its answer is there, and the process has not looked at it.',
  'accept.before_reply': 'The process knows that the log has the request; the client does not.',
  'handler.before_write': 'A batch is to be written: the database knows nothing of it.',
  'handler.after_commit': 'A batch is committed, and none of its handlers knows: nothing that follows is published.',
  'handler.before_puback':
    'The log has stored what follows; its answer is there, and the process has not looked at it.',
  'handler.after_publish': 'A handler has finished: written, published, and its message not acknowledged.',
  'handler.after_ack': 'A message is acknowledged in the process, and the acknowledgement not yet sent.',
  'payment.before_open': 'The attempt and its key are stored, and the provider has not been asked for an intent.',
  'payment.after_open': 'The provider has made an intent whose id is not stored.',
  'payment.before_charge': 'The intent is stored, and the provider has not been asked for the money.',
  'payment.after_charge': 'The provider has decided on the charge, which is not stored.',
  'payment.before_withdraw': 'An order was called off, and its intent can still capture.',
  'payment.after_withdraw': 'The intent is closed, or had captured, which is not stored.',
  'payment.before_refund': 'A capture is to be returned, and the provider has not been asked.',
  'payment.after_refund': 'The provider has returned a capture, which is not stored.',
  'settle.before_write': 'An order has ended, and its goods are still held.',
  'settle.after_commit': 'Goods are sold or have gone back, and the message that said so will come again.',
  'letter.before_store': 'A message is given up, and its dead letter is not stored.',
  'letter.before_term': 'A dead letter is stored, and its message will come again.',
  'redrive.before_publish': 'A dead letter is to be redriven: it lies where it lay.',
  'redrive.before_removal': 'A redrive is stored, and the dead letter still lies there.',
  'deadline.before_publish': 'Orders are past their deadline, and the log does not know.',
  'deadline.before_mark': 'The log knows of passed deadlines, and the rows are still due.',
  'parked.before_work': 'A sweeper has leased payments that were put off, and done nothing about them.',
  'parked.before_mark': 'What follows from a parked payment is published, and its row is still due.',
} as const satisfies Readonly<Record<string, string>>;

export type FailpointName = keyof typeof failpoints;

/** In the order of the table. */
export const failpointNames = Object.keys(failpoints) as readonly FailpointName[];

export const isFailpointName = (value: unknown): value is FailpointName =>
  typeof value === 'string' && Object.hasOwn(failpoints, value);
