import { fastifyHelmet } from '@fastify/helmet';
import { fastifySwagger } from '@fastify/swagger';
import { AppError } from '@orderflow/errors';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ErrorHandler } from './error-handler.ts';
import type { Http } from './http.ts';
import { credentialScheme, pathOf } from './problem.ts';
import { operational } from './route-config.ts';

/** Keys and tokens come in the same header. */
const bearer = { type: 'http', scheme: 'bearer', description: 'An API key, or a token of the issuer' } as const;

export interface ApiDocsOptions {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Routes name the scopes they ask for. */
  readonly asksForCredential: boolean;
  readonly onError: ErrorHandler;
}

/** Collects the schemas of all routes registered after it into `/openapi.json`, and shows them at `/docs`. */
export async function registerApiDocs(
  http: Http,
  { title, version, description, asksForCredential, onError }: ApiDocsOptions,
): Promise<void> {
  await http.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description },
      servers: [{ url: '/' }],
      ...(asksForCredential && { components: { securitySchemes: { [credentialScheme]: bearer } } }),
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `schema-${index}`) },
  });
  http.get('/openapi.json', { config: operational, schema: { hide: true } }, () => http.swagger());

  let docs: Promise<FastifyInstance> | undefined;
  const showDocs = { config: operational, schema: { hide: true } };
  for (const path of ['/docs', '/docs/*']) {
    http.get(path, showDocs, async (request, reply) => {
      docs ??= createDocs(title, onError);
      const { routing } = await docs;
      reply.hijack();
      routing(request.raw, reply.raw);
    });
  }
  http.addHook('onClose', async () => (await docs)?.close());
}

/** The page holds 3 MB of JavaScript: a process nobody reads the documentation of does not load it. */
async function createDocs(title: string, onError: ErrorHandler): Promise<FastifyInstance> {
  const docs = Fastify({ logger: false });
  docs.setErrorHandler(onError);
  docs.setNotFoundHandler(({ url }) => {
    throw new AppError('NOT_FOUND', `There is nothing at ${pathOf(url)}.`);
  });
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  await docs.register(fastifyHelmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // The page configures itself in an inline script and styles itself with inline styles.
        scriptSrc: ["'self'", "'unsafe-inline'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        // Served over plain HTTP locally.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  await docs.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      pageTitle: title,
      // What the service is for comes before how it is operated. (Runs in the browser: it may refer to nothing here.)
      tagsSorter: (a, b) => Number(a.name === 'operations') - Number(b.name === 'operations'),
      // Everything that would ask, or lead to, a server that is not ours.
      withDefaultFonts: false,
      telemetry: false,
      agent: { disabled: true },
      mcp: { disabled: true },
      hideClientButton: true,
      showDeveloperTools: 'never',
    },
  });
  await docs.ready();
  return docs;
}
