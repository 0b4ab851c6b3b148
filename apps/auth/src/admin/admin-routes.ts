import { authenticate, authorize } from '@slipway/auth-verifier';
import { allowOnly, readBody } from '@slipway/service-http';
import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { describeClient } from '../clients/client.ts';
import type { KeyKeeper } from '../keys/key-keeper.ts';
import { describeKey } from '../keys/key-ring.ts';
import type { Issuer } from '../oauth/issuer.ts';
import type { ClientAdministration } from './client-administration.ts';
import { parseBody, unwrap } from './input.ts';
import { newClient } from './new-client.ts';

export interface AdminRoutes {
  readonly clients: ClientAdministration;
  /** Names that a client may have as audiences. */
  readonly services: readonly string[];
  readonly keys: Pick<KeyKeeper, 'current' | 'rotate'>;
  readonly issuer: Pick<Issuer, 'verifyCaller'>;
}

const MAX_BODY_BYTES = 32 * 1024;

/** `now`: without the usual overlap, because somebody else may have the old one. */
const rotation = z.strictObject({ now: z.boolean().default(false) });

/** For operators, with a token of scope `clients:admin` for this very service; the gateway does not pass it on. */
export function adminRoutes({ clients, services, keys, issuer }: AdminRoutes): Router {
  const router = Router({ caseSensitive: true });
  const creation = newClient(services);
  const body = readBody({ maxBodyBytes: MAX_BODY_BYTES, maxBytesInFlight: MAX_BODY_BYTES * 100 });
  const noStore: RequestHandler = (_req, res, next) => void (res.set('cache-control', 'no-store'), next());
  router.use(
    '/admin',
    noStore,
    authenticate({ verify: issuer.verifyCaller }),
    authorize(() => ['clients:admin']),
  );

  router
    .route('/admin/clients')
    .get(async (_req, res) => void res.json({ clients: (await clients.list()).map(describeClient) }))
    .post(...body, async (req, res) => {
      const { id, ...definition } = parseBody(creation, req);
      const made = unwrap(await clients.create(id, definition));
      res.status(201).json({ client: describeClient(made.client), secret: made.secret });
    })
    .all(allowOnly('GET', 'POST'));
  router
    .route('/admin/clients/:id/rotate')
    .post(...body, async (req, res) => {
      const { now } = parseBody(rotation, req);
      const { client, secret, overlapSeconds } = unwrap(await clients.rotate(req.params.id, { now }));
      res.json({ client: describeClient(client), secret, overlapSeconds });
    })
    .all(allowOnly('POST'));
  for (const [action, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const)
    router
      .route(`/admin/clients/:id/${action}`)
      .post(async (req, res) => {
        const client = unwrap(await clients.setDisabled(String(req.params.id), disabled));
        res.json({ client: describeClient(client) });
      })
      .all(allowOnly('POST'));

  router
    .route('/admin/keys')
    .get((_req, res) => void res.json({ keys: keys.current().keys.map(describeKey) }))
    .all(allowOnly('GET'));
  router
    .route('/admin/keys/rotate')
    .post(...body, async (req, res) => {
      const ring = unwrap(await keys.rotate(parseBody(rotation, req)));
      res.json({ keys: ring.keys.map(describeKey) });
    })
    .all(allowOnly('POST'));
  return router;
}
