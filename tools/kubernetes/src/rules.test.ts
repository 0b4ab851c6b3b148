import { describeOn } from '@slipway/deploy-engine/testing';
import { readSystem } from '@slipway/deploy-system';
import { workloadsIn } from '@slipway/deploy-parity';
import type { Manifest } from '@slipway/deploy-plan';
import { buildAll } from './manifests/build-all.ts';
import { root } from './root.ts';
import { rules } from './rules.ts';
import { breakages } from './testing/breakages.ts';
import { builder } from './tools.ts';

const kubectl = await builder();
const builds = kubectl.found ? await buildAll(kubectl.version) : [];
const system = readSystem(root);
const services = system.ok ? system.services : [];

describeOn({ platform: 'kubernetes', engine: kubectl, env: process.env }, 'every built overlay', () => {
  it('is there, with every declared service', () => {
    expect(services.map(({ name }) => name)).toContain('gateway');
    const names = services.map(({ name }) => name);
    for (const { manifests } of builds)
      expect(workloadsIn(manifests).map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  it.each(Object.values(rules).map((rule) => [rule.promise, rule] as const))('%s', (_promise, { find }) => {
    const lines = builds.flatMap(({ name, manifests }) =>
      find({ manifests, services }).map((line) => `${name}: ${line}`),
    );
    expect(lines).toEqual([]);
  });
});

describeOn({ platform: 'kubernetes', engine: kubectl, env: process.env }, 'a rule', () => {
  const staging = () =>
    structuredClone(builds.find(({ name }) => name === 'staging')!.manifests) as Manifest[];

  it('is tried with a breach for each', () => {
    expect([...new Set(breakages.map(({ rule }) => rule))].sort()).toEqual(Object.keys(rules).sort());
  });

  it.each(breakages.map((one) => [one.rule, one.found, one] as const))(
    '%s finds that something %s',
    (_rule, found, { rule, breach }) => {
      const manifests = staging();
      breach(manifests);
      expect(rules[rule]!.find({ manifests, services }).join('\n')).toContain(found);
    },
  );
});
