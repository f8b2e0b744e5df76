import { AppError } from '@orderflow/errors';
import { accepts } from './accept-header.ts';
import type { Http } from './create-http.ts';
import { problemContentType } from './problem.ts';
import type { Readiness } from './readiness.ts';
import './route-config.ts';

const jsonTypes = ['application/json'];

/**
 * What stands before and after every request.
 * - While the process drains, answers say `Connection: close`, so that clients come back elsewhere. Once it has stopped
 *   accepting, what still arrives on an open connection is refused with DRAINING.
 * - A client that can read none of what the route produces, nor a problem document, is refused with NOT_ACCEPTABLE.
 */
export function createRequestGate(http: Http, readiness: Readiness): void {
  let closed = false;
  http.addHook('preClose', (done) => {
    closed = true;
    done();
  });

  http.addHook('onRequest', (request, _reply, done) => {
    const { config } = request.routeOptions;
    if (config.operational === true) return done();
    if (closed) return done(new AppError('DRAINING', 'The process is stopping; another will answer.'));
    const { accept } = request.headers;
    if (accept === undefined || accept === '*/*' || accept === 'application/json' || request.is404) return done();
    const produces = config.produces ?? jsonTypes;
    if (accepts(accept, [...produces, problemContentType])) return done();
    done(
      new AppError('NOT_ACCEPTABLE', `This is answered as ${produces.join(' or ')}; the request accepts ${accept}.`),
    );
  });

  // Not earlier: the process may begin to stop while the request is handled.
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (closed || readiness.draining) reply.header('connection', 'close');
    done(null, payload);
  });
}
