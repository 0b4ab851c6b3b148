import { parseDocument } from 'yaml';
import type { Size } from './propose.ts';

/** The text of a `service.yaml` with these sizes; its comments, its order and everything else stay. */
export function editDeclaration(text: string, { requests, limits }: Size): string {
  const document = parseDocument(text);
  for (const [group, values] of Object.entries({ requests, limits }))
    for (const [name, value] of Object.entries(values)) document.setIn([group, name], value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, singleQuote: true });
}
