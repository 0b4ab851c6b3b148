/** Words of the query language that are no names of metrics, unless followed by a bracket. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'and or unless by without on ignoring group_left group_right offset bool inf nan atan2'.split(' '),
);

/** The names of the metrics that an expression reads. */
export function metricsOf(expression: string): readonly string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  const names = [...bare.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)\b(?!\s*\()/g)].map(([, name]) => name!);
  return [...new Set(names.filter((name) => !KEYWORDS.has(name.toLowerCase())))];
}

/** An expression of a dashboard as Prometheus gets it. */
export const fillVariables = (expression: string): string =>
  expression.replaceAll('$__rate_interval', '1m').replaceAll(/\$(namespace|service|model)\b/g, '.+');

/** `x_bucket`, `x_sum` and `x_count` are series of the histogram `x`. */
export const withHistograms = (metrics: readonly { readonly name: string; readonly type: string }[]) =>
  new Set(
    metrics.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
