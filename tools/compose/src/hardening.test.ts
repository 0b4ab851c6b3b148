import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from '@slipway/deploy-engine';
import { describeOn } from '@slipway/deploy-engine/testing';
import { readComposeModel } from './compose-model.ts';
import { root } from './docker.ts';

const engine = await findEngine();
const { services, networks } = engine.found ? await readComposeModel() : { services: {}, networks: {} };
const names = Object.keys(services);

/** Ones that make secrets belong to their readers: they have no network and end at once. */
const GIVE_AWAY_FILES = ['secrets', 'grafana-secrets', 'logging-secrets'];
/** Containers that people look at; the edge is the system's own door. */
const WITH_PORT: Readonly<Record<string, string>> = {
  edge: 'outside',
  prometheus: 'prometheus-console',
  jaeger: 'jaeger-console',
  grafana: 'grafana-console',
  kibana: 'kibana-console',
};
/** Why a container's user is root: without capabilities it is the owner of root's files and nothing else. */
const RUN_BY_ROOT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(GIVE_AWAY_FILES.map((name) => [name, 'gives files to other users'])),
  shipper: 'reads the log files of the engine, which are root’s',
};

/** Names the file with the secret, or nothing. */
const isPath = (variable: string, value: string | null): boolean =>
  /_(?:FILE|DIR|FOLDER)$/.test(variable) && /^(?:\/run\/.*)?$/.test(value ?? '');

describeOn({ platform: 'compose', engine, env: process.env }, 'compose.yaml with every profile', () => {
  it('has the services of every profile', () => {
    expect(names).toEqual(
      expect.arrayContaining(['auth', 'gateway', 'edge', 'prometheus', 'grafana', 'elasticsearch', 'load']),
    );
  });

  describe.each(names.length > 0 ? names : ['none'])('%s', (name) => {
    const service = services[name]!;

    it('has a read-only root, no capability and no way to gain privileges', () => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
      expect(service.security_opt).toContain('no-new-privileges:true');
      expect(service.privileged ?? false).toBe(false);
      expect(service.cap_add ?? []).toEqual(GIVE_AWAY_FILES.includes(name) ? ['CHOWN', 'DAC_OVERRIDE'] : []);
    });

    it('runs as a user other than root, unless there is a reason', () => {
      expect(service.user).toMatch(name in RUN_BY_ROOT ? /^0:0$/ : /^[1-9]\d*:\d+$/);
    });

    it('has limits of CPU, memory and processes, and bounded logs that the shipper knows', () => {
      const { cpus, memory, pids } = service.deploy?.resources?.limits ?? {};
      expect([Number(cpus) > 0, Number(memory) > 0, Number(pids) > 0]).toEqual([true, true, true]);
      expect(service.logging).toMatchObject({
        driver: 'json-file',
        options: {
          'max-size': expect.any(String),
          'max-file': expect.any(String),
          labels: 'com.docker.compose.project,com.docker.compose.service',
        },
      });
      expect(['no', 'always']).toContain(service.restart);
    });

    it('has an image with a version', () => {
      expect(service.image).toMatch(/:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?$/);
    });

    it('has an image that no registry is asked for where it is ours', () => {
      const isOurs = service.image.startsWith('slipway/');
      expect([service.build !== undefined, service.pull_policy]).toEqual([
        isOurs,
        isOurs ? 'never' : undefined,
      ]);
    });

    it('has ports on 127.0.0.1 alone, and only where people need them', () => {
      const ports = service.ports ?? [];
      expect(ports.map(({ host_ip: address }) => address)).toEqual(name in WITH_PORT ? ['127.0.0.1'] : []);
    });

    it('is in networks of one edge each; one with a port is in one more, which is its own', () => {
      if (service.network_mode === 'none') return expect(service.networks).toBeUndefined();
      const open = Object.keys(service.networks ?? {}).filter((network) => !networks[network]?.internal);
      expect(open).toEqual(name in WITH_PORT ? [WITH_PORT[name]] : []);
      const edges = Object.keys(service.networks ?? {}).filter((network) => networks[network]?.internal);
      expect(edges.filter((edge) => !edge.split('-to-').includes(name))).toEqual([]);
    });

    it('has neither the engine’s socket nor a secret in its environment', () => {
      expect((service.volumes ?? []).filter(({ source }) => source.includes('docker.sock'))).toEqual([]);
      const values = Object.entries(service.environment ?? {}).filter(
        ([variable, value]) => /PASSWORD|SECRET|TOKEN/.test(variable) && !isPath(variable, value),
      );
      expect(values).toEqual([]);
    });
  });

  it('has an edge between two containers in each internal network', () => {
    const members = (network: string) => names.filter((name) => network in (services[name]?.networks ?? {}));
    const wrong = Object.keys(networks)
      .filter((network) => networks[network]?.internal)
      .filter((network) => members(network).sort().join() !== network.split('-to-').sort().join());
    expect(wrong).toEqual([]);
  });

  it('has no network with a way out', () => {
    const closed = { 'com.docker.network.bridge.enable_ip_masquerade': 'false' };
    for (const [name, { internal = false, driver_opts = {} }] of Object.entries(networks))
      expect({ name, internal, driver_opts }).toEqual({
        name,
        internal,
        driver_opts: internal ? {} : closed,
      });
  });

  it('uses only third-party images that are pulled or have a stand-in of the same name, or are told of', () => {
    const script = readFileSync(join(root, 'tools/stand-ins/build'), 'utf8');
    const used = [...new Set(Object.values(services).map(({ image }) => image))];
    const without = used.filter((image) => !image.startsWith('slipway/') && !script.includes(image));
    expect(without.sort()).toEqual([
      'docker.elastic.co/elasticsearch/elasticsearch:9.5.3',
      'docker.elastic.co/kibana/kibana:9.5.3',
      'grafana/grafana:13.2.3',
      'jaegertracing/jaeger:2.19.0',
    ]);
  });
});
