import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@orderflow/errors';
import { problemContentType, toProblem } from './problem.ts';

/** Answers what is not HTTP, or did not arrive in time, with a problem document written to the socket itself. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(fromParser(error.code));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.status === 408 ? 'Request Timeout' : 'Bad Request'}`,
    `content-type: ${problemContentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function fromParser(code: string | undefined): AppError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('REQUEST_TIMEOUT', 'The whole request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('MALFORMED_REQUEST', 'The headers are too large.');
    default:
      return new AppError('MALFORMED_REQUEST', 'What was received is not an HTTP/1.1 request.');
  }
}

/** Answers an `Expect` header that asks for anything but `100-continue`. */
export function answerUnknownExpectation(request: IncomingMessage, response: ServerResponse): void {
  const problem = toProblem(new AppError('MALFORMED_REQUEST', `"Expect: ${request.headers.expect}" is not supported.`));
  const body = JSON.stringify(problem);
  const headers = { 'content-type': problemContentType, 'content-length': Buffer.byteLength(body) };
  response.writeHead(problem.status, headers).end(body);
}
