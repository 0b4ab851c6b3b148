import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { buildStandIns, must, run } from './docker.ts';

/** Of what `verify --json` prints. */
interface Verification {
  readonly suite: { readonly passed: number; readonly failed: readonly string[] };
  readonly load: { readonly issued: number; readonly ok: number };
  readonly objectives: readonly { readonly service: string; readonly requests: number }[];
}

const OFFSET = 14_000 + (process.pid % 500);
const PROJECT = `slipway-${OFFSET}`;
const UP_MILLIS = 600_000;

const engine = await findEngine();

describeOn({ platform: 'compose', engine, env: process.env }, 'the profile `postgres`', () => {
  const home = mkdtempSync(join(tmpdir(), 'slipway-postgres-'));
  const env = {
    COMPOSE_PROFILES: '',
    DOCKER_BUILDKIT: '1',
    SLIPWAY_HOME: home,
    SLIPWAY_SUBSTRATE: 'compose',
    SLIPWAY_DATABASE_URL: '',
  };
  const slipway = (...args: readonly string[]) =>
    must(process.execPath, ['tools/bootstrap.mjs', ...args], { env, timeoutMillis: UP_MILLIS });
  const up = (...args: readonly string[]) => slipway('up', '--port-offset', String(OFFSET), ...args);
  /** Which key a token that is issued now is signed with. */
  const signingKey = async (): Promise<string> => {
    const [header = ''] = (await slipway('token')).trim().split('.');
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
  };
  const restartAuth = async () => {
    const labels = [`project=${PROJECT}`, 'service=auth'].map(
      (label) => `--filter=label=com.docker.compose.${label}`,
    );
    await must('docker', [
      'restart',
      ...(await must('docker', ['ps', '--quiet', ...labels])).trim().split('\n'),
    ]);
    // Returns when all are healthy.
    await up('--no-build', '--profile', 'postgres');
  };

  beforeAll(async () => {
    await buildStandIns();
    await up();
  }, UP_MILLIS);
  afterAll(async () => {
    await slipway('down', '--volumes');
    rmSync(home, { recursive: true });
  }, 120_000);

  it(
    'gives a running stack a database, in which the signing key outlasts auth',
    async () => {
      const keyInFile = await signingKey();
      await up('--no-build', '--profile', 'postgres');
      const key = await signingKey();
      expect(key).not.toBe(keyInFile);
      expect(await slipway('logs', 'auth')).toContain('state is kept in PostgreSQL at postgres:5432');
      await restartAuth();
      expect(await signingKey()).toBe(key);
      expect(await slipway('predict', '--json')).toContain('"combined"');
    },
    UP_MILLIS,
  );

  it(
    'gives the suite of `verify` nothing to complain about, nor is there an instance that cannot be measured',
    async () => {
      const args = ['verify', '--seconds', '5', '--json'];
      // Its exit code goes by objectives as well, which a busy machine may miss.
      const options = { env, timeoutMillis: UP_MILLIS };
      const { stdout, output } = await run(process.execPath, ['tools/bootstrap.mjs', ...args], options);
      const { suite, load, objectives } = JSON.parse(stdout) as Verification;
      // With what the suite said, which has the reasons.
      if (suite.failed.length > 0) throw new Error(`${suite.failed.join('\n')}\n${output}`);
      expect(suite.passed).toBeGreaterThan(40);
      expect(load).toMatchObject({ issued: 50, ok: 50 });
      expect(objectives.map(({ service }) => service)).toEqual(
        ['auth', 'digits-onnx', 'digits-tfjs', 'gateway'].flatMap((service) => [service, service]),
      );
      expect(objectives.filter(({ requests }) => requests === 0)).toEqual([]);
    },
    UP_MILLIS,
  );
});
