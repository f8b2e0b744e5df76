import { messaging } from './messaging.mjs';
import { nats } from './nats.mjs';
import { orderFlow } from './order-flow.mjs';
import { overview } from './overview.mjs';
import { postgres } from './postgres.mjs';
import { service } from './service.mjs';

/** Every dashboard, by the name of its file in deploy/grafana/dashboards. */
export const dashboards = { overview, service, 'order-flow': orderFlow, messaging, nats, postgres };
