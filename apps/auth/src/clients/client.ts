import { audienceOf } from '@slipway/auth-verifier';
import { z } from 'zod';

/** Longest life that a client may be allowed for its tokens. */
export const MAX_TTL_SECONDS = 86_400;

const scope = z
  .string()
  .regex(
    /^(infer|infer:[\w.-]{1,128}|models:admin|metrics:read|clients:admin)$/,
    'expected infer, infer:<model>, models:admin, metrics:read or clients:admin',
  );

/** A client id is a file name and part of log lines, too. */
export const clientId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'expected up to 63 lower-case letters, digits and hyphens, a letter first',
  );

/** What somebody says about a client, in clients.yaml or to the admin API. */
export const clientDefinition = z.strictObject({
  description: z.string().max(200).default(''),
  scopes: z.array(scope).min(1).max(100),
  /** Names of the services that accept the client's tokens. */
  audiences: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected the name of a service'))
    .min(1)
    .max(100),
  maxTtlSeconds: z.int().min(30).max(MAX_TTL_SECONDS).default(3_600),
});

export type ClientDefinition = z.output<typeof clientDefinition>;

export interface ClientSecret {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Set when a newer secret has replaced it. */
  readonly expiresAt?: number;
}

export interface Client extends ClientDefinition {
  readonly id: string;
  readonly disabled: boolean;
  /** Newest first. */
  readonly secrets: readonly ClientSecret[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly rotatedAt?: number;
  /** Counts the writes; a write on top of an older state is refused. 0: not stored yet. */
  readonly revision: number;
}

/** `infer` holds `infer:<model>` for every model, so that a client can ask for less than it may. */
export const mayHave = ({ scopes }: Pick<Client, 'scopes'>, wanted: string): boolean =>
  scopes.includes(wanted) || (/^infer:[\w.-]{1,128}$/.test(wanted) && scopes.includes('infer'));

export const mayCall = ({ audiences }: Pick<Client, 'audiences'>, resource: string): boolean =>
  audiences.some((service) => audienceOf(service) === resource);

/** A client as the admin API shows it. */
export function describeClient(client: Client) {
  const { id, description, scopes, audiences, maxTtlSeconds, disabled, createdAt, rotatedAt } = client;
  return {
    ...{ id, description, scopes, audiences, maxTtlSeconds, disabled },
    createdAt: new Date(createdAt).toISOString(),
    rotatedAt: rotatedAt === undefined ? undefined : new Date(rotatedAt).toISOString(),
  };
}
