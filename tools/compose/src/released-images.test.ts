import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

    const env = { COMPOSE_PROFILES: '', COMPOSE_PROJECT_NAME: 'slipway' };
    const servicesWith = async (variables: Readonly<Record<string, string>>, ...args: readonly string[]) => {
      const config = ['compose', ...args, 'config', '--format', 'json'];
      const json = await must('docker', config, { env: { ...env, ...variables } });
      return (JSON.parse(json) as ComposeModel).services;
    };
    const imagesWith = async (file: string, ...args: readonly string[]) => {
      const services = await servicesWith({ SLIPWAY_IMAGES: file }, ...args);
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

    it('builds what is ours of a profile that the release lacks, under the name of the registry', async () => {
      const variables = { SLIPWAY_IMAGES: join(folder, 'images.yaml'), SLIPWAY_REGISTRY: 'ghcr.io/acme' };
      const services = Object.entries(await servicesWith(variables, '--profile=*'));
      const built = services.filter(([, { image }]) => /^ghcr\.io\/acme\/[\w-]+:dev$/.test(image));
      expect(built.map(([name]) => name)).toEqual(
        expect.arrayContaining([
          'auth',
          'secrets',
          'grafana-secrets',
          'logging-secrets',
          'logging-setup',
          'load',
        ]),
      );
      for (const [name, { build, pull_policy }] of built)
        expect({ name, build, pull_policy }).toEqual({
          name,
          build: expect.anything(),
          pull_policy: 'never',
        });
    });

    it('makes the one-shot of such a profile without a word to the registry', async () => {
      const asked: (string | undefined)[] = [];
      const registry = createServer(({ url }, answer) => {
        asked.push(url);
        answer.writeHead(404).end();
      });
      registry.listen(0, '127.0.0.1');
      await once(registry, 'listening');
      const SLIPWAY_REGISTRY = `127.0.0.1:${(registry.address() as AddressInfo).port}/acme`;
      const project = `slipway-released-${process.pid}`;
      const options = {
        env: {
          ...env,
          SLIPWAY_IMAGES: join(folder, 'images.yaml'),
          SLIPWAY_REGISTRY,
          COMPOSE_PROJECT_NAME: project,
        },
        timeoutMillis: 300_000,
      };
      const compose = (...args: readonly string[]) =>
        must('docker', ['compose', '--profile=observability', ...args], options);
      try {
        await compose('run', '--rm', '--no-deps', 'grafana-secrets');
        expect(asked).toEqual([]);
      } finally {
        await compose('down', '--volumes');
        await must('docker', ['rmi', `${SLIPWAY_REGISTRY}/secrets:dev`]);
        registry.close();
      }
    }, 300_000);

    it('has names without a digest to build under where the file without images is named', async () => {
      const images = await imagesWith('compose/unpinned.yaml', '--profile=*');
      expect(Object.keys(images)).toEqual(expect.arrayContaining(['gateway', 'edge', 'prometheus']));
      expect(Object.values(images).filter((image) => image.includes('@'))).toEqual([]);
    });
  },
);
