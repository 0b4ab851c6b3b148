import { isScalar, parseDocument } from 'yaml';
import type { Size } from './propose.ts';

/** The text of a `service.yaml` with these sizes; every other byte of it stays, where it declares sizes already. */
export function editDeclaration(text: string, { requests, limits }: Size): string {
  const document = parseDocument(text);
  const values = Object.entries({ requests, limits }).flatMap(([group, of]) =>
    Object.entries(of).map(([name, value]) => ({ path: [group, name], value })),
  );
  const places = values.map(({ path, value }) => ({ value, range: rangeOf(document.getIn(path, true)) }));
  if (places.every(({ range }) => range !== undefined))
    return places
      .toSorted((a, b) => b.range![0] - a.range![0])
      .reduce(
        (edited, { value, range }) => edited.slice(0, range![0]) + value + edited.slice(range![1]),
        text,
      );
  for (const { path, value } of values) document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

/** Where a value stands in the text: its first character, and the one after its last. */
const rangeOf = (node: unknown): readonly [number, number] | undefined =>
  isScalar(node) && node.range ? [node.range[0], node.range[1]] : undefined;
