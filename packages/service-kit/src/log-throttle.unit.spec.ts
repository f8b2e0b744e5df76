import { describe, expect, it } from 'vitest';
import { createLogThrottle } from './log-throttle.ts';

describe('a log throttle', () => {
  it('lets one of a kind through in each interval, and counts the others', () => {
    let now = 0;
    const lines: string[] = [];
    const throttle = createLogThrottle(1_000, () => now);
    const log = (kind: string) => throttle(kind, (suppressed) => lines.push(`${kind} after ${suppressed}`));

    log('full');
    log('full');
    log('away');
    now = 999;
    log('full');
    now = 1_000;
    log('full');

    expect(lines).toEqual(['full after 0', 'away after 0', 'full after 2']);
  });
});
