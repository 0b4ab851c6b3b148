import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { code, table } from './page.ts';

/** Who calls whom, on which port and why, as a Markdown table. */
export function tableOfEdges(system: readonly ServiceDeclaration[]): string {
  const portOf = new Map(system.map(({ name, ports }) => [name, ports.http]));
  const rows = [...system]
    .reverse()
    .flatMap(({ name, calls }) =>
      calls.map(({ service, why }) => [code(name), code(service), String(portOf.get(service)), why]),
    );
  return table(['from', 'to', 'port', 'why'], rows);
}
