/**
 * Names of metrics and labels, and of the spans that are not about messages: written here once, used everywhere. Those
 * of messages are in the bus, which depends on no package with an SDK.
 */

/** A span of its own for a group commit: INTERNAL, linked to the messages whose writes it commits. */
export const commitSpanName = (group: string): string => `commit ${group}`;
/** Its attribute that holds the group's name. */
export const groupCommitNameAttribute = 'orderflow.group_commit.name';
/** A span of what a sweeper does about one row: INTERNAL, child of the span that left the row to it. */
export const sweepSpanName = (what: string): string => `sweep ${what}`;

/** Prometheus names. Durations are seconds. */
export const metricNames = {
  httpServerRequestDuration: 'http_server_request_duration_seconds',
  httpServerActiveRequests: 'http_server_active_requests',
  httpServerConnectionsDropped: 'http_server_connections_dropped_total',

  messagesSent: 'messaging_client_sent_messages_total',
  messagingOperationDuration: 'messaging_client_operation_duration_seconds',
  messagingProcessDuration: 'messaging_process_duration_seconds',
  redeliveries: 'messaging_redeliveries_total',
  deadLetters: 'dead_letters_total',
  publishWindowInUse: 'messaging_publish_window_in_use',
  consumerHeld: 'messaging_consumer_held',
  consumersRebuilt: 'messaging_consumers_rebuilt_total',

  orders: 'orders_total',
  orderDuration: 'order_duration_seconds',
  ordersInFlight: 'orders_in_flight',
  oldestOpenOrder: 'oldest_open_order_seconds',
  orderDeadline: 'order_deadline_seconds',
  ordersStuck: 'orders_stuck',
  paymentAttempts: 'payment_attempts_total',
  paymentFailures: 'payment_failures_total',
  paymentsParked: 'payments_parked',
  stockReservations: 'stock_reservations_total',

  circuitBreakerState: 'circuit_breaker_state',
  groupCommitSize: 'group_commit_size',
  groupCommitDuration: 'group_commit_duration_seconds',
  eventLoopUtilisation: 'nodejs_eventloop_utilization',
} as const;

/** Label names of those metrics. Every value must come from a bounded set: never an id. */
export const labelNames = {
  httpRoute: 'http_route',
  httpRequestMethod: 'http_request_method',
  httpResponseStatusCode: 'http_response_status_code',
  messagingDestinationTemplate: 'messaging_destination_template',
  messagingConsumerGroupName: 'messaging_consumer_group_name',
  errorType: 'error_type',
  consumer: 'consumer',
  reason: 'reason',
  outcome: 'outcome',
  status: 'status',
  name: 'name',
} as const;

/** Exemplar label that links a latency bucket to its trace. */
export const exemplarTraceId = 'trace_id';
