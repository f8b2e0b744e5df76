import { type ServicePlan, type StackPorts, serviceNames } from '@orderflow/local-stack';
import { startTcpProxy, type TcpProxy } from '../proxy/tcp-proxy.ts';

/** Every connection between two processes, and between the client and the order service. */
export const lineNames = [
  'client-order',
  'order-payment',
  'payment-psp',
  'order-nats',
  'payment-nats',
  'inventory-nats',
  'order-postgres',
  'payment-postgres',
  'inventory-postgres',
] as const;
export type LineName = (typeof lineNames)[number];
/** Those that have a proxy. */
export type Lines = Readonly<Partial<Record<LineName, TcpProxy>>>;

const portAt = (line: LineName, ports: StackPorts): number => {
  const end = line.slice(line.indexOf('-') + 1) as 'order' | 'payment' | 'psp' | 'nats' | 'postgres';
  return end === 'nats' ? ports.nats[0].client : ports[end];
};

/** A proxy on each line; until told otherwise they pass everything on. */
export const startLines = async (ports: StackPorts): Promise<Lines> => {
  const started = lineNames.map(async (name) => [name, await startTcpProxy(portAt(name, ports))] as const);
  return Object.fromEntries(await Promise.all(started));
};

export const closeLines = async (lines: Lines): Promise<void> => {
  await Promise.all(Object.values(lines).map((line) => line.close()));
};

const throughLine = (url: string, line: TcpProxy): string => {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(line.port);
  // The URL of an origin is written without the slash that URL adds.
  return changed.pathname === '/' && !url.endsWith('/') ? changed.href.replace(/\/$/, '') : changed.href;
};

const isService = (name: string): name is (typeof serviceNames)[number] =>
  (serviceNames as readonly string[]).includes(name);

/** The plan with every address replaced by that of the proxy before it, where there is one. */
export const throughLines = (plan: ServicePlan, lines: Lines): ServicePlan => {
  const { name, env } = plan;
  if (!isService(name)) return plan;
  const replaced: Record<string, string> = {};
  const replace = (variable: string, line: TcpProxy | undefined): void => {
    const url = env[variable];
    if (url !== undefined && line !== undefined) replaced[variable] = throughLine(url, line);
  };
  replace('NATS_URL', lines[`${name}-nats`]);
  replace('DATABASE_URL', lines[`${name}-postgres`]);
  if (name === 'order') replace('PAYMENT_URL', lines['order-payment']);
  if (name === 'payment') replace('STRIPE_BASE_URL', lines['payment-psp']);
  return { ...plan, env: { ...env, ...replaced } };
};
