import { phaseNames } from './phases.ts';
import { phaseTitles, type RecordedPhase, type SizedService, type SizesRecord } from './record.ts';

/** The record as a page for people, in Markdown. */
export const sizesPage = (record: SizesRecord): string =>
  [
    '# Sizes',
    'What each service took when it was measured, and the requests and limits that follow; they stand in `apps/*/service.yaml`, and a test holds both equal. [Size services](../how-to/size-services.md) tells the rule, and how to measure anew.',
    `Measured on ${record.date} at commit \`${record.commit}\`, platform ${record.platform}, on ${record.machine}.`,
    '## What follows',
    table(
      ['service', 'CPU request', 'CPU limit', 'memory request', 'memory limit'],
      record.services.map(({ name, size: { requests, limits } }) => [
        `\`${name}\``,
        cores(requests.cpus),
        cores(limits.cpus),
        `${requests.memoryMiB} MiB`,
        `${limits.memoryMiB} MiB`,
      ]),
    ),
    '## What was asked',
    table(
      ['phase', 'seconds', 'predictions a second', 'rows each', 'tokens a second', 'answered', 'p50', 'p99'],
      record.phases.map(phaseRow),
    ),
    '## What was taken',
    'CPU time in cores: mean, 95th percentile and most over two seconds, of all instances together. Memory in MiB: 95th percentile and most of what was resident, and the most of it that was heap, of the instance that had most.',
    table(
      ['service', 'phase', 'CPU', 'CPU p95', 'CPU most', 'memory p95', 'memory most', 'heap most'],
      record.services.flatMap(figureRows),
    ),
  ].join('\n\n') + '\n';

const phaseRow = ({ name, seconds, predictionsPerSecond, rows, tokensPerSecond, answers }: RecordedPhase) => [
  phaseTitles[name],
  `${seconds}`,
  `${predictionsPerSecond}`,
  `${rows}`,
  `${tokensPerSecond}`,
  answers === undefined ? '' : `${answers.ok} of ${answers.issued}`,
  answers === undefined ? '' : `${answers.p50Millis} ms`,
  answers === undefined ? '' : `${answers.p99Millis} ms`,
];

const figureRows = ({ name, measured }: SizedService) =>
  phaseNames.map((phase) => {
    const { cpusMean, cpusP95, cpusMax, residentP95MiB, residentMaxMiB, heapMaxMiB } = measured[phase];
    const figures = [cpusMean, cpusP95, cpusMax, residentP95MiB, residentMaxMiB, heapMaxMiB];
    return [`\`${name}\``, phaseTitles[phase], ...figures.map(String)];
  });

const cores = (cpus: number) => `${Math.round(cpus * 1000)} m`;

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
