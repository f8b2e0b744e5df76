import { describe, expect, it } from 'vitest';
import { commonConfig, processConfig } from '../common-config.ts';
import { readConfig } from '../config.ts';
import { accessRules, loopbackOnly } from './access-config.ts';

const service = commonConfig({ httpPort: 8081, databaseUrl: 'postgres://127.0.0.1/orderflow_order' });
const start = (env: Record<string, string>) => () => readConfig(service, env, accessRules);
const startSimulator = (env: Record<string, string>) => () =>
  readConfig(processConfig({ httpPort: 8084 }), env, loopbackOnly);

describe('without authentication', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('a process listens on %s', (HTTP_HOST) => {
    expect(start({ HTTP_HOST })).not.toThrow();
    expect(startSimulator({ HTTP_HOST })).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', '127.0.0.1.example.org'])('it does not listen on %s', (HTTP_HOST) => {
    expect(start({ HTTP_HOST })).toThrow(
      `HTTP_HOST is "${HTTP_HOST}" and AUTH_MODE is \`open\`: whoever reaches the port could do everything`,
    );
    expect(startSimulator({ HTTP_HOST })).toThrow(`HTTP_HOST is "${HTTP_HOST}"`);
  });

  it('it does where somebody says that the network keeps strangers out', () => {
    const env = { HTTP_HOST: '0.0.0.0', PRIVATE_NETWORK: 'true' };

    expect(start(env)).not.toThrow();
    expect(startSimulator(env)).not.toThrow();
    expect(start({ ...env, PRIVATE_NETWORK: 'false' })).toThrow('PRIVATE_NETWORK to true');
  });

  it('nothing said about the network opens it in production', () => {
    expect(start({ ORDERFLOW_ENV: 'production', HTTP_HOST: '0.0.0.0', PRIVATE_NETWORK: 'true' })).toThrow(
      'AUTH_MODE is "open", as in the local stack',
    );
  });
});
