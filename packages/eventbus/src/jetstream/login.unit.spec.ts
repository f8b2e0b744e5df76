import { describe, expect, it } from 'vitest';
import { splitLogin } from './login.ts';

describe('a server address', () => {
  it('gives up its login, so that it can be shown', () => {
    expect(splitLogin('nats://order:p%40ss:word@[::1]:4222')).toEqual({
      address: 'nats://[::1]:4222',
      user: 'order',
      password: 'p@ss:word',
    });
    expect(splitLogin('tls://order@nats.example:4222')).toEqual({ address: 'tls://nats.example:4222', user: 'order' });
  });

  it('without a login stays what it is', () => {
    for (const address of ['nats://127.0.0.1:4222', 'nats.example', '[::1]:4222']) {
      expect(splitLogin(address)).toEqual({ address });
    }
  });
});
