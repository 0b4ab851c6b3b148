import { availableParallelism, totalmem } from 'node:os';
import { check, type Check } from './check.ts';
import { checkContainers } from './check-containers.ts';
import { tool } from './tool.ts';

const GIB = 2 ** 30;
const LEAST_MEMORY_GIB = 1.5;
const PINNED_MAJOR = 24;

/** What of the machine itself matters: Node, npm, memory, cores. */
export function checkMachine(): Check[] {
  const memory = totalmem() / GIB;
  const cores = availableParallelism();
  return [
    check('node', Number(process.versions.node.split('.')[0]) >= PINNED_MAJOR, {
      found: `${process.version} runs this (${process.execPath})`,
      fix: `Install Node ${PINNED_MAJOR}, or run npm ci for the pinned one`,
    }),
    tool('npm', {
      why: 'installs packages',
      required: true,
      fix: 'Install Node 20 or newer from https://nodejs.org',
    }),
    check('memory', memory >= LEAST_MEMORY_GIB, {
      found: `${memory.toFixed(1)} GiB`,
      fix: `At least ${LEAST_MEMORY_GIB} GiB is needed: close other programs or use a larger machine`,
    }),
    check('cores', cores >= 2, {
      found: String(cores),
      fix: 'Works, but slowly: two cores are better',
      required: false,
    }),
  ];
}

/** What only some tasks need. */
export const checkOptionalTools = (): Check[] => [
  ...checkContainers(),
  tool('kubectl', {
    why: 'reaches a Kubernetes cluster',
    args: ['version', '--client'],
    fix: 'Install kubectl for that',
  }),
  tool('istioctl', {
    why: 'reaches an Istio mesh',
    args: ['version', '--remote=false'],
    fix: 'Install istioctl for that',
  }),
  tool('python3', {
    why: 'retrains model A; nothing else needs it',
    fix: 'Install Python 3.11 or newer for that',
  }),
];
