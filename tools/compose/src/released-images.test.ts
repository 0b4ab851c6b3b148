import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import type { ComposeModel } from './compose-model.ts';
import { must } from './docker.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const pinned = (name: string) => `registry.example.com/slipway/${name}:v1@${DIGEST}`;

const engine = await findEngine();

describeOn(
  { platform: 'compose', engine, env: process.env },
  'compose.yaml with the images of a release',
  () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'slipway-released-'));
      const images = ['gateway', 'edge', 'prometheus'].map((name) => [name, { image: pinned(name) }]);
      writeFileSync(join(folder, 'images.yaml'), JSON.stringify({ services: Object.fromEntries(images) }));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    const imagesWith = async (file: string, ...args: readonly string[]) => {
      const env = { SLIPWAY_IMAGES: file, COMPOSE_PROFILES: '', COMPOSE_PROJECT_NAME: 'slipway' };
      const json = await must('docker', ['compose', ...args, 'config', '--format', 'json'], { env });
      const { services } = JSON.parse(json) as ComposeModel;
      return Object.fromEntries(Object.entries(services).map(([name, { image }]) => [name, image]));
    };

    it('runs them, whether they are ours, the proxy’s or a profile’s', async () => {
      const images = await imagesWith(join(folder, 'images.yaml'), '--profile=observability');
      expect(images).toMatchObject({
        gateway: pinned('gateway'),
        edge: pinned('edge'),
        prometheus: pinned('prometheus'),
      });
    });

    it('runs nothing of a profile that is off', async () => {
      expect(await imagesWith(join(folder, 'images.yaml'))).not.toHaveProperty('prometheus');
    });

    it('has names without a digest to build under where the file without images is named', async () => {
      const images = await imagesWith('compose/unpinned.yaml', '--profile=*');
      expect(Object.keys(images)).toEqual(expect.arrayContaining(['gateway', 'edge', 'prometheus']));
      expect(Object.values(images).filter((image) => image.includes('@'))).toEqual([]);
    });
  },
);
