import { fastifyRateLimit, normalizeIP } from '@fastify/rate-limit';
import { AppError } from '@orderflow/errors';
import type { FastifyRequest } from 'fastify';
import type { Http } from '../http.ts';
import { everybody, type Principal } from './principal.ts';

export interface RateLimit {
  /** Requests a second, over time. */
  readonly perSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

/** Rejects with RATE_LIMITED when the sender of a request has had its share. */
export type Admit = (request: FastifyRequest) => Promise<void>;

/** Senders that are remembered; the one that was not seen for longest is forgotten beyond it. */
const maxSenders = 10_000;

/**
 * Counts each sender's requests in windows as long as a burst lasts at the rate, in this process alone: of several
 * replicas each gives its share. A sender is a customer, the credential of one who acts for many, or an address.
 */
export const createAdmit = async (http: Http, { perSecond, burst }: RateLimit): Promise<Admit> => {
  await http.register(fastifyRateLimit, {
    global: false,
    max: burst,
    timeWindow: Math.ceil((burst / perSecond) * 1_000),
    cache: maxSenders,
    keyGenerator: senderOf,
  });
  const take = http.createRateLimit();
  return async (request) => {
    const taken = await take(request);
    if (taken.isAllowed || !taken.isExceeded) return;
    throw new AppError('RATE_LIMITED', `More than ${perSecond} requests a second came from here; send fewer.`, {
      retryAfterSeconds: taken.ttlInSeconds,
    });
  };
};

const senderOf = (request: FastifyRequest): string => {
  // Not set while it is not known who sends it.
  const principal: Principal | undefined = request.principal;
  if (principal === undefined || principal === everybody) return `address ${normalizeIP(request.ip)}`;
  const { customers, name } = principal;
  return typeof customers === 'object' ? `customer ${customers.only}` : `credential ${name}`;
};
