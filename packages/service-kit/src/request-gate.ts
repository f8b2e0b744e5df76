import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@orderflow/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepts } from './accept-header.ts';
import type { Http } from './http.ts';
import { problemContentType } from './problem.ts';
import type { Readiness } from './readiness.ts';
import './route-config.ts';

const jsonTypes = ['application/json'];

const declaredCharset = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/** Bodies are read as UTF-8, as JSON is (RFC 8259): in another charset their text would be another one. */
const foreignCharset = (contentType: string | undefined): string | undefined => {
  if (contentType === undefined || contentType === 'application/json') return undefined;
  const charset = declaredCharset.exec(contentType)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : charset;
};

/**
 * What stands before and after every request, but those of operation.
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

  http.addHook('onRoute', (route) => {
    if (route.config?.access === 'operational') return;
    const produces = route.config?.produces ?? jsonTypes;
    const refusal = (headers: IncomingHttpHeaders): AppError | undefined => {
      const { accept, host, 'content-encoding': encoding, 'content-type': contentType } = headers;
      if (closed) return new AppError('DRAINING', 'The process is stopping; another will answer.');
      // HTTP/1.0 may do without it, and is nothing that clients speak any more.
      if (host === undefined) return new AppError('MALFORMED_REQUEST', 'The request has no Host header.');
      if (encoding !== undefined && encoding !== 'identity') {
        return new AppError('UNSUPPORTED_MEDIA_TYPE', `Bodies are taken as they are, not in the coding ${encoding}.`);
      }
      const charset = foreignCharset(contentType);
      if (charset !== undefined) {
        return new AppError('UNSUPPORTED_MEDIA_TYPE', `Bodies are read as UTF-8, not in the charset "${charset}".`);
      }
      if (accept === undefined || accept === '*/*' || accept === 'application/json') return undefined;
      if (accepts(accept, [...produces, problemContentType])) return undefined;
      const forms = produces.join(' or ');
      return new AppError('NOT_ACCEPTABLE', `This is answered as ${forms}; the request accepts ${accept}.`);
    };
    const gate = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void) => {
      done(refusal(request.headers));
    };
    route.onRequest = [gate, ...[route.onRequest ?? []].flat()];
  });

  // Not earlier: the process may begin to stop while the request is handled.
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (closed || readiness.draining) reply.header('connection', 'close');
    done(null, payload);
  });
}
