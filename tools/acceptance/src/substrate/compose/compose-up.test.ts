import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { body } from '../../bad-input/request.ts';
import { START_MILLIS, substrate } from '../../suite.ts';
import { workspaceRoot } from '../../workspace.ts';
import { freePorts } from '../processes/free-ports.ts';

const run = promisify(execFile);
/** Nothing of this run's name has been built before. */
const BUILD_MILLIS = 600_000;
const project = `slipway-test-${randomBytes(4).toString('hex')}`;
const LABEL = `label=com.docker.compose.project=${project}`;

/** What the engine asks the registry that the images are named after, which has none of them. */
const asked: (string | undefined)[] = [];
const registry = createServer(({ url }, answer) => {
  asked.push(url);
  answer.writeHead(404).end();
});

let origin: string;
let env: NodeJS.ProcessEnv;

const docker = async (...args: readonly string[]): Promise<string> =>
  (await run('docker', args, { cwd: workspaceRoot, env, maxBuffer: 2 ** 26 })).stdout.trim();
const compose = (...args: readonly string[]) =>
  docker('compose', '--progress', 'quiet', '-p', project, ...args);
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

interface Inspected {
  readonly Name: string;
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number | null;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>> | null;
  };
}

const containers = async () => lines(await docker('ps', '--all', '--quiet', '--no-trunc', '--filter', LABEL));
/** Names and ids. */
const images = async () => {
  const format = ['--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'];
  return lines(await docker('images', ...format, '--filter', `reference=*/*/*:${project}`)).sort();
};

const inspectAll = async (): Promise<readonly Inspected[]> => {
  const ids = await containers();
  return JSON.parse(await docker('inspect', ...ids)) as Inspected[];
};

/** What anybody does with a clone and an engine, with nothing of the suite's own in between. */
(substrate.name === 'compose' ? describe : describe.skip)('docker compose', () => {
  beforeAll(async () => {
    const [port] = await freePorts(1);
    origin = `http://127.0.0.1:${port}`;
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
    env = {
      ...process.env,
      SLIPWAY_EDGE_PORT: String(port),
      SLIPWAY_REGISTRY: `127.0.0.1:${(registry.address() as AddressInfo).port}/slipway`,
      SLIPWAY_TAG: project,
      SLIPWAY_IMAGES: 'compose/unpinned.yaml',
    };
    await compose('up', '--wait');
  }, BUILD_MILLIS);
  afterAll(async () => {
    await compose('down', '--volumes');
    // By name: other stacks may have the same images under names of their own.
    await docker('rmi', ...(await images()).map((image) => image.split(' ')[0]!));
    registry.close();
  }, START_MILLIS);

  it(
    'up builds what is missing, once, and asks no registry for it',
    async () => {
      const before = [await containers(), await images()];
      expect(before.map(({ length }) => length > 0)).toEqual([true, true]);
      await compose('up', '--wait');
      expect([await containers(), await images()]).toEqual(before);
      expect(asked).toEqual([]);
    },
    START_MILLIS,
  );

  it('up answers the main job at the one port of the host', async () => {
    const secret = await compose(
      'exec',
      '-T',
      'auth',
      '/usr/local/bin/node',
      '-p',
      "fs.readFileSync('/run/slipway/secrets/demo', 'utf8')",
    );
    const granted = await fetch(`${origin}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`demo:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const answer = await fetch(`${origin}/v2/models/digits/infer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body(),
    });
    expect([answer.status, await answer.json()]).toMatchObject([200, { parameters: { partial: false } }]);
  });

  it('up gives no container more than it needs', async () => {
    for (const { Name, Config, HostConfig } of await inspectAll()) {
      const isOneShot = Name.includes('-secrets-');
      expect({ Name, ...HostConfig, User: Config.User }).toMatchObject({
        Name,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        User: isOneShot ? '0:0' : expect.stringMatching(/^\d{5}:\d{5}$/),
      });
      expect([Name, HostConfig.Memory > 0, HostConfig.NanoCpus > 0, (HostConfig.PidsLimit ?? 0) > 0]).toEqual(
        [Name, true, true, true],
      );
    }
  });

  it('up publishes nothing beyond loopback, and only the port of the edge', async () => {
    const bindings = (await inspectAll()).flatMap(({ Name, HostConfig }) =>
      Object.values(HostConfig.PortBindings ?? {}).map(([binding]) => [Name, binding?.HostIp]),
    );
    expect(bindings).toEqual([[`/${project}-edge-1`, '127.0.0.1']]);
  });

  it(
    'down leaves no container and no network; volumes go with -v',
    async () => {
      await compose('down');
      expect(await docker('ps', '--all', '--quiet', '--filter', LABEL)).toBe('');
      expect(await docker('network', 'ls', '--quiet', '--filter', LABEL)).toBe('');
      expect(lines(await docker('volume', 'ls', '--quiet', '--filter', LABEL))).not.toEqual([]);
      await compose('down', '--volumes');
      expect(await docker('volume', 'ls', '--quiet', '--filter', LABEL)).toBe('');
    },
    START_MILLIS,
  );
});
