import { editDeclaration } from './index.ts';

const TEXT = `# The public API.
name: gateway
description: The public API, which authenticates, asks the models in parallel and combines their answers, and so on
calls:
  - { service: auth, why: fetches keys } # the first
uid: 10001
# Measured.
requests: { cpus: 0.1, memoryMiB: 128 }
limits: { cpus: 1, memoryMiB: 384, processes: 64 }
slo: { availabilityPercent: 99.9, latencyMillis: 250 }
`;
const size = { requests: { cpus: 0.13, memoryMiB: 112 }, limits: { cpus: 1.25, memoryMiB: 256 } };

it('changes sizes and nothing else', () => {
  expect(editDeclaration(TEXT, size)).toBe(
    TEXT.replace('{ cpus: 0.1, memoryMiB: 128 }', '{ cpus: 0.13, memoryMiB: 112 }').replace(
      '{ cpus: 1, memoryMiB: 384,',
      '{ cpus: 1.25, memoryMiB: 256,',
    ),
  );
});

it('adds what a declaration leaves to defaults', () => {
  const text = editDeclaration('name: x\n', size);
  expect(text).toContain(
    'requests:\n  cpus: 0.13\n  memoryMiB: 112\nlimits:\n  cpus: 1.25\n  memoryMiB: 256\n',
  );
});
