import type { Settings } from './config.ts';

/** Rows of the configuration reference (`docs/reference/configuration.md`), in Markdown. */
export function describeSettings(settings: Settings): string {
  const rows = Object.values(settings).map(
    ({ env, default: fallback, unit, doc, schema }) =>
      `| \`${env}\` | ${showDefault(fallback, schema.safeParse(undefined).success)} | ${unit ?? ''} | ${doc} |`,
  );
  return ['| variable | default | unit | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function showDefault(value: unknown, mayBeAbsent: boolean): string {
  if (value !== undefined) return `\`${String(value)}\``;
  return mayBeAbsent ? '–' : '*required*';
}
