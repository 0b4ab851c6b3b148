import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, writeWorkspace } from '../testing/fixture-workspace.ts';
import { runCommand } from '../testing/run-command.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { createWorkspace } from '../workspace.ts';
import { checkWorkspace } from './check-workspace.ts';

import.meta.jest.setTimeout(60_000);

const root = useTemporaryFolder();
/** A port offset from the declared to the free port, which both are free at first. */
let declared = 0;
let offset = 0;
let server = createServer();

beforeEach(async () => {
  const [low = 0, high = 0] = (await freePorts(2)).sort((a, b) => a - b);
  [declared, offset] = [low, high - low];
  writeWorkspace(root(), [{ name: 'a', port: declared }]);
  writeFileSync(join(root(), 'package.json'), '{}');
  writeFileSync(join(root(), 'package-lock.json'), '{}');
  server = createServer();
  await new Promise<void>((resolve) => server.listen(high, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const ports = async (portOffset: number) =>
  (await checkWorkspace(createWorkspace(root(), {}), portOffset)).find(({ name }) => name === 'ports');

describe('the ports that doctor looks at', () => {
  it('are the declared ones, moved by the offset', async () => {
    expect(await ports(0)).toMatchObject({ ok: true, found: `${declared} are free` });
    expect(await ports(offset)).toMatchObject({
      ok: false,
      found: expect.stringContaining(`Port ${declared + offset} of a is taken`),
      fix: expect.stringContaining(`--port-offset ${offset + 100}`),
    });
  });

  it.each([
    ['--port-offset', (n: number) => [[`--port-offset=${n}`], {}] as const],
    ['SLIPWAY_PORT_OFFSET', (n: number) => [[], { SLIPWAY_PORT_OFFSET: String(n) }] as const],
    [
      '--port-offset, which wins',
      (n: number) => [[`--port-offset=${n}`], { SLIPWAY_PORT_OFFSET: '0' }] as const,
    ],
  ])('are moved by %s', async (_, given) => {
    const [args, env] = given(offset);
    const doctor = runCommand(root(), ['doctor', ...args], env);
    expect(await doctor.exited).toMatchObject({ code: 69 });
    expect(doctor.output()).toContain(`Port ${declared + offset} of a is taken`);
  });

  it('are not looked at for an offset that is no number', async () => {
    const doctor = runCommand(root(), ['doctor'], { SLIPWAY_PORT_OFFSET: 'x' });
    expect(await doctor.exited).toMatchObject({ code: 2 });
    expect(doctor.output()).toContain("'x' from env 'SLIPWAY_PORT_OFFSET' is invalid");
  });
});
