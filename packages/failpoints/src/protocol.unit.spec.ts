import { describe, expect, it } from 'vitest';
import { parseCommand } from './protocol.ts';

describe('a command', () => {
  it.each([
    { command: 'arm', failpoint: 'handler.after_commit', after: 3 },
    { command: 'disarm', failpoint: 'handler.after_commit' },
    { command: 'disarm' },
    { command: 'clock', offsetMs: -300_000 },
    { command: 'counts' },
  ] as const)('%o is understood', (command) => {
    expect(parseCommand(JSON.stringify(command))).toEqual(command);
  });

  it.each([
    ['arm!', 'a command is a line of JSON'],
    ['7', 'a command is a JSON object'],
    ['{"command":"arm","failpoint":"nowhere","after":1}', 'there is no failpoint nowhere'],
    ['{"command":"arm","failpoint":"handler.after_ack","after":0}', 'after must be 1 or more, not 0'],
    ['{"command":"disarm","failpoint":"nowhere"}', 'there is no failpoint nowhere'],
    ['{"command":"clock","offsetMs":"1h"}', 'offsetMs is no number: 1h'],
    ['{"command":"dance"}', 'there is no command dance'],
  ])('%s is refused: %s', (line, reason) => {
    expect(parseCommand(line)).toBe(reason);
  });
});
