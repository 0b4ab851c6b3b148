import type { ServiceDeclaration } from '@slipway/deploy-declaration';

const SHAPES: Readonly<Record<ServiceDeclaration['kind'], readonly [string, string]>> = {
  gateway: ['([', '])'],
  auth: ['[[', ']]'],
  model: ['[', ']'],
};

/** The services and who calls whom, as a Mermaid flow chart. */
export function drawSystem(system: readonly ServiceDeclaration[]): string {
  const callersFirst = [...system].reverse();
  const nodes = callersFirst.map(({ name, kind, ports, models }) => {
    const [open, close] = SHAPES[kind];
    const served = models.length > 0 ? `<br/>${models.join(', ')}` : '';
    return `  ${name}${open}"${name} :${ports.http}${served}"${close}`;
  });
  const entries = callersFirst
    .filter((service) => service.public)
    .map(({ name }) => `  client(("client")) --> ${name}`);
  const edges = callersFirst.flatMap(({ name, calls }) =>
    calls.map(({ service, why }) => `  ${name} -- "${wrap(why)}" --> ${service}`),
  );
  return ['```mermaid', 'flowchart LR', ...entries, ...nodes, ...edges, '```'].join('\n');
}

/** Long labels push the boxes apart: a line break after about `width` characters. */
function wrap(text: string, width = 28): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('<br/>');
}
