import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A service without dependencies that is ready at once, tells how it runs, drains, and crashes on request. */
const MAIN = `
import { createServer } from 'node:http';
if (process.env.SLIPWAY_FIXTURE_CONFIG === 'bad') {
  console.error('NAME: SLIPWAY_FIXTURE_CONFIG: expected good, got bad');
  process.exit(78);
}
const server = createServer((req, res) => {
  if (req.url === '/crash') process.exit(3);
  if (req.url === '/slow') return res.write('begun '), void setTimeout(() => res.end('done'), 300);
  res.end(JSON.stringify({ pid: process.pid, env: process.env }));
});
server.listen(Number(process.env.SLIPWAY_PORT), '127.0.0.1', () => console.log('listening'));
const stop = () => server.close(() => process.exit(0));
process.on('SIGTERM', stop).on('disconnect', stop);
`;

export interface FixtureService {
  readonly name: string;
  readonly port: number;
  readonly calls?: readonly string[];
}

/** Writes a workspace of such services into a folder. */
export function writeWorkspace(root: string, services: readonly FixtureService[]): void {
  for (const { name, port, calls = [] } of services) {
    const folder = join(root, 'apps', name);
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/main.ts'), MAIN.replace('NAME', name));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "version": "1.2.3" }');
    const declaration = {
      name,
      kind: 'model',
      description: 'A fixture',
      ports: { http: port },
      uid: 20_000 + port,
      calls: calls.map((service) => ({ service, why: 'test' })),
      probes: { liveness: '/livez', readiness: '/readyz', startupSeconds: 10 },
      drainSeconds: 5,
    };
    writeFileSync(join(folder, 'service.yaml'), JSON.stringify(declaration));
  }
}

/** Ports that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
