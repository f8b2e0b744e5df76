import type { NatsConnection } from '@nats-io/nats-core';
import { EncodedHeaders } from './encoded-headers.ts';
import type { Link } from './link.ts';

/** One message on its way to the socket: a publish, a settlement, a pull request. */
interface Frame {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  /** The header block. */
  readonly headers?: Uint8Array;
  /** Worth sending after a reconnect. Others are dropped: whoever sent them sends them again. */
  readonly keep?: boolean;
}

/**
 * Gathers what goes to the server within a few milliseconds into one write, because a write to a socket costs more
 * than the message, on both sides. Adaptive: it writes as soon as nothing more comes; and after a pause of `corkMs`, and
 * while little goes out also when told that nothing else is under way, at the end of the turn of the event loop.
 * Measured at 2,000 messages a second, published, handled and acknowledged, CPU for each: not gathered 81 µs here and
 * 107 µs in the server; gathered for 3 ms 58 and 60 µs.
 */
export interface Cork {
  /** Never throws. `alone`: nothing else is under way, so waiting for company would be in vain. */
  send(frame: Frame, alone: boolean): void;
  /** Writes now what is gathered. False: there is no connection, and something that is kept waits for it. */
  flush(): boolean;
  /** Drops what is gathered, for good. */
  close(): void;
}

/** From this rate on waiting for company is never in vain. */
const busyFromFrames = 25;
const busyWindowMs = 50;
/** When nothing came for so long, all who could come have come: callers that wait for answers would wait in vain. */
const quietMs = 1;

export const createCork = (connection: NatsConnection, link: Link, corkMs: number): Cork => {
  // The client reads them while it is called, so one of each serves all messages.
  const plain = { reply: '' };
  const withHeaders = { reply: '', headers: new EncodedHeaders() };
  let gathered: Frame[] = [];
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let lastWriteMs = 0;
  let lastFrameMs = 0;
  let windowStartMs = 0;
  let windowFrames = 0;
  let busy = false;

  const disarm = (): void => {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = undefined;
    immediate = undefined;
  };

  const publish = ({ subject, data, reply = '', headers }: Frame): void => {
    if (headers) withHeaders.headers.bytes = headers;
    const options = headers ? withHeaders : plain;
    options.reply = reply;
    connection.publish(subject, data, options);
  };

  /** While more comes, the first that comes `corkMs` after the last write ends it. */
  const hold = (): void => {
    timer = setTimeout(() => {
      if (performance.now() - lastFrameMs >= quietMs) flush();
      else hold();
    }, quietMs);
  };

  const flush = (): boolean => {
    disarm();
    if (gathered.length === 0) return true;
    if (connection.isClosed()) return false;
    if (!link.connected) {
      // The client would queue them and drop them with its next dial.
      gathered = gathered.filter((frame) => frame.keep);
      return gathered.length === 0;
    }
    lastWriteMs = performance.now();
    windowFrames += gathered.length;
    const frames = gathered;
    gathered = [];
    // The client joins what is published in one turn of the event loop into one write.
    for (const frame of frames) {
      try {
        publish(frame);
      } catch {
        // Closed, or larger than the server takes: a publish then has no answer, and is reported as such.
      }
    }
    return true;
  };

  const unwatch = link.onChange((connected) => {
    if (connected) flush();
  });

  return {
    send: (frame, alone) => {
      gathered.push(frame);
      if (immediate) return;
      const nowMs = performance.now();
      if (nowMs - windowStartMs >= busyWindowMs) {
        busy = windowFrames >= busyFromFrames && nowMs - windowStartMs < 2 * busyWindowMs;
        windowStartMs = nowMs;
        windowFrames = 0;
      }
      if ((alone && !busy) || corkMs === 0 || nowMs - lastWriteMs >= corkMs) {
        disarm();
        immediate = setImmediate(flush);
      } else {
        lastFrameMs = nowMs;
        if (!timer) hold();
      }
    },
    flush,
    close: () => {
      unwatch();
      disarm();
      gathered = [];
    },
  };
};
