import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createImageStore, makeSboms, succeed } from '@slipway/deploy-images';
import { EXPRESS, sbomOf } from '@slipway/deploy-images/testing';
import { createLock } from '@slipway/deploy-lock';
import { runCommand } from '../testing/run-command.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';
import { valueOf } from './end-step.ts';

const OSV = join(import.meta.dirname, '../../../../libs/deploy/images/src/testing/osv');
const FOUND = /gateway: SLIPWAY-TEST-0001 in express 5\.3\.0 \(critical\)/;

describe('security/exceptions.yaml', () => {
  const root = useTemporaryFolder();

  beforeEach(async () => {
    const store = createImageStore(join(root(), '.slipway/images'));
    const image = { name: 'gateway', repository: 'slipway/gateway', tag: 'v1', models: [] };
    await store.write(createLock('abc', [{ ...image, imageId: `sha256:${'a'.repeat(64)}` }]));
    const sboms = { describe: async () => succeed(sbomOf(EXPRESS)) };
    valueOf(await makeSboms({ store, sboms, say: () => undefined }));
  });

  const scan = async () => {
    const command = runCommand(root(), ['images', 'scan', '--database', OSV]);
    const { code } = await command.exited;
    return { code, output: command.output() };
  };
  const except = (fields: Readonly<Record<string, string>>) => {
    mkdirSync(join(root(), 'security'));
    // JSON is YAML.
    writeFileSync(join(root(), 'security/exceptions.yaml'), JSON.stringify({ exceptions: [fields] }));
  };
  const exception = { id: 'CVE-0000-0001', package: 'express', reason: 'Nobody calls it' };

  it('is needed by a vulnerability that is to pass', async () => {
    expect(await scan()).toEqual({ code: 77, output: expect.stringMatching(FOUND) });
  });

  it('lets one pass until its last day, with the reason', async () => {
    except({ ...exception, expires: '9999-12-31' });
    const output = expect.stringMatching(`${FOUND.source}.*; excepted until 9999-12-31: Nobody calls it`);
    expect(await scan()).toEqual({ code: 0, output });
  });

  it('lets none pass after that day', async () => {
    except({ ...exception, expires: '2026-01-01' });
    const output = expect.stringMatching(`${FOUND.source}.*; its exception expired on 2026-01-01`);
    expect(await scan()).toEqual({ code: 77, output });
  });

  it.each(['reason', 'expires'])('makes no exception without %s', async (field) => {
    const { [field]: _, ...rest } = { ...exception, expires: '9999-12-31' } as Record<string, string>;
    except(rest);
    const output = expect.stringContaining(`security/exceptions.yaml: exceptions.0.${field}: `);
    expect(await scan()).toEqual({ code: 78, output });
  });
});
