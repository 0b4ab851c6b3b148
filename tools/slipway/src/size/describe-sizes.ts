import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { phaseTitles, type SizesRecord } from '@slipway/deploy-size';
import { formatTable } from '../commands/format-table.ts';

/** What was measured and what follows, with what is declared now where it differs. */
export function describeSizes(record: SizesRecord, system: readonly ServiceDeclaration[]): string {
  const measured = record.services.flatMap(({ name, measured: of }) =>
    Object.entries(of).map(([phase, figures]) => [
      name,
      phaseTitles[phase as keyof typeof phaseTitles],
      figures.cpusMean.toFixed(3),
      figures.cpusP95.toFixed(3),
      figures.cpusMax.toFixed(3),
      String(figures.residentMaxMiB),
      String(figures.heapMaxMiB),
    ]),
  );
  const follows = record.services.map(({ name, size }) => {
    const declared = system.find((service) => service.name === name)!;
    const change = (group: 'requests' | 'limits', field: 'cpus' | 'memoryMiB') =>
      declared[group][field] === size[group][field]
        ? String(size[group][field])
        : `${size[group][field]} (now ${declared[group][field]})`;
    return [
      name,
      change('requests', 'cpus'),
      change('requests', 'memoryMiB'),
      change('limits', 'cpus'),
      change('limits', 'memoryMiB'),
    ];
  });
  return [
    formatTable(['SERVICE', 'PHASE', 'CPU', 'P95', 'MOST', 'MIB', 'HEAP'], measured),
    formatTable(['SERVICE', 'CPU REQUEST', 'MIB REQUEST', 'CPU LIMIT', 'MIB LIMIT'], follows),
  ].join('\n\n');
}
