/**
 * Every public string of telemetry: written here once, used everywhere.
 * Conventions: OpenTelemetry semantic conventions 1.44 (messaging is marked Development there, so it is pinned here).
 */

/** Names of the spans Orderflow itself makes. `type` is the event's type, never an id. */
export const spanNames = {
  /** PRODUCER. */
  send: (type: string): string => `send ${type}`,
  /** CONSUMER, child of the sender and linked to it. */
  process: (type: string): string => `process ${type}`,
  /** INTERNAL, linked to the messages whose writes it commits. */
  commit: (group: string): string => `commit ${group}`,
} as const;

export const spanEventNames = {
  redelivered: 'orderflow.redelivered',
  deadLettered: 'orderflow.dead_lettered',
} as const;

export const attributeNames = {
  serviceName: 'service.name',
  serviceVersion: 'service.version',
  errorType: 'error.type',

  messagingSystem: 'messaging.system',
  /** A subject pattern, never a subject with an id in it. */
  messagingDestinationName: 'messaging.destination.name',
  messagingDestinationTemplate: 'messaging.destination.template',
  messagingOperationName: 'messaging.operation.name',
  messagingOperationType: 'messaging.operation.type',
  /** The durable. */
  messagingConsumerGroupName: 'messaging.consumer.group.name',
  messagingMessageId: 'messaging.message.id',
  messagingBatchMessageCount: 'messaging.batch.message_count',

  orderId: 'orderflow.order.id',
  deliveryAttempt: 'orderflow.delivery.attempt',
  deadLetterCode: 'orderflow.dead_letter.code',
  groupCommitName: 'orderflow.group_commit.name',
} as const;

export const attributeValues = {
  messagingSystem: 'nats',
  operationSend: 'send',
  operationProcess: 'process',
} as const;

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
