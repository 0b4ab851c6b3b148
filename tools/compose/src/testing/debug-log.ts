/** A span as the collector's debug exporter writes it. */
export interface WrittenSpan {
  readonly service: string;
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
}

/** The spans in the log of a collector whose debug exporter is `detailed`. */
export function spansIn(log: string): readonly WrittenSpan[] {
  const spans: WrittenSpan[] = [];
  let service = '';
  for (const block of log.split(/(?=ResourceSpans #)|(?=^Span #)/m)) {
    const value = (label: string) => new RegExp(`^ *${label} *: *(.*?) *$`, 'm').exec(block)?.[1] ?? '';
    if (block.startsWith('ResourceSpans')) service = /-> service\.name: Str\((.*)\)/.exec(block)?.[1] ?? '';
    if (block.startsWith('Span #'))
      spans.push({
        service,
        traceId: value('Trace ID'),
        id: value('ID'),
        parentId: value('Parent ID'),
        name: value('Name'),
      });
  }
  return spans;
}

/** The documents that the shipper would store: the bodies of the log records in its log. */
export const documentsIn = (log: string): readonly Readonly<Record<string, unknown>>[] =>
  [...log.matchAll(/^Body: Map\((\{.*\})\)$/gm)].map(
    ([, json]) => JSON.parse(json!) as Readonly<Record<string, unknown>>,
  );
