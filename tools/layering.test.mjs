// The check is itself checked: a planted violation of each kind is found, a clean tree is not accused.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkLayering } from './layering.mjs';

const check = (files) => {
  const root = mkdtempSync(join(tmpdir(), 'layering-'));
  try {
    for (const [name, source] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), source);
    }
    return checkLayering(root).violations;
  } finally {
    rmSync(root, { recursive: true });
  }
};

const planted = {
  'a package upwards': { 'packages/errors/src/a.ts': "import { x } from '@orderflow/eventbus';" },
  'the bus on the contracts': { 'packages/eventbus/src/a.ts': "import type { x } from '@orderflow/contracts';" },
  'a failpoint on the bus': { 'packages/failpoints/src/a.ts': "import { x } from '@orderflow/eventbus';" },
  'domain on a failpoint': { 'services/order/src/domain/a.ts': "import { x } from '@orderflow/failpoints';" },
  'a service on another': { 'services/order/src/app.ts': "import { x } from '@orderflow/payment';" },
  'a service on the testkit': { 'services/order/src/app.ts': "import { x } from '@orderflow/testkit';" },
  'domain on an adapter': { 'services/order/src/domain/a.ts': "export { x } from '../adapters/b.ts';" },
  'domain on a library': { 'services/order/src/domain/a.ts': "import pg from 'pg';" },
  'domain on code of the contracts': { 'services/order/src/domain/a.ts': "import { x } from '@orderflow/contracts';" },
  'transport on an adapter': { 'services/order/src/transport/a.ts': "import { x } from '../adapters/b.ts';" },
  'adapter on transport, dynamically': { 'services/order/src/adapters/a.ts': "await import('../transport/b.ts');" },
  'a relative import out of the package': { 'packages/errors/src/a.ts': "import '../../contracts/src/b.ts';" },
  'a circle': {
    'packages/errors/src/a.ts': "import { b } from './b.ts';",
    'packages/errors/src/b.ts': "import {\n  a,\n} from './a.ts';",
  },
};

for (const [name, files] of Object.entries(planted)) {
  test(`finds ${name}`, () => assert.equal(check(files).length, 1));
}

test('accuses nobody in a clean tree', () => {
  const clean = {
    'packages/errors/src/index.ts': "export { a } from './a.ts';",
    'packages/errors/src/a.ts': '',
    'services/order/src/app.ts': "import { x } from './adapters/a.ts';\nimport { y } from './transport/b.ts';",
    'services/order/src/adapters/a.ts': "import type { z } from '../application/ports.ts';\nimport pg from 'pg';",
    'services/order/src/transport/b.ts': "import { u } from '../application/use.ts';",
    'services/order/src/application/ports.ts': '',
    'services/order/src/application/use.ts': "import { d } from '../domain/d.ts';",
    'services/order/src/domain/d.ts':
      "import { AppError } from '@orderflow/errors';\nimport type { M } from '@orderflow/contracts';",
    'services/order/src/domain/d.unit.spec.ts': "import { x } from 'vitest';",
  };
  assert.deepEqual(check(clean), []);
});
