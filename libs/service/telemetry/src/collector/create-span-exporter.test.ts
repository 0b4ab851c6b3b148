import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ExportResultCode } from '@opentelemetry/core';
import { createSpanExporter } from './create-span-exporter.ts';
import type { NameSources } from './find-addresses.ts';

/** Name servers of which none answers, or all with this address. */
const names = (address?: string): NameSources => ({
  hosts: async () => '',
  resolvConf: async () => '',
  resolve4: () => (address === undefined ? new Promise<never>(() => undefined) : Promise.resolve([address])),
  resolve6: async () => [],
  lookup: async () => [],
});

/** How a batch ends, and after how long. */
const exportTo = (endpoint: string, sources: NameSources) =>
  new Promise<{ readonly code: number; readonly millis: number }>((resolve) => {
    const begin = performance.now();
    createSpanExporter(endpoint, { names: sources }).export([], ({ code }) =>
      resolve({ code, millis: performance.now() - begin }),
    );
  });

describe('a batch of spans', () => {
  it('is given up in time when no name server answers', async () => {
    const { code, millis } = await exportTo('http://collector:4318', names());
    expect(code).toBe(ExportResultCode.FAILED);
    expect(millis).toBeLessThan(4_000);
  });

  it('is given up in time when the collector takes connections and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { code, millis } = await exportTo(`http://collector:${port}`, names('127.0.0.1'));
    silent.close();
    expect(code).toBe(ExportResultCode.FAILED);
    expect(millis).toBeLessThan(4_000);
  });
});
