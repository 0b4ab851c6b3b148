import { badInput } from './table.ts';
import type { Row } from './row.ts';

/** The table of bad input in Markdown, for `docs/reference/bad-input.md`. */
export function renderBadInput(rows: readonly Row[] = badInput): string {
  const lines = rows.map(
    (row) =>
      `| ${row.id} | ${cell(row.input)} | ${row.status.join(' or ')} | ${cell(row.note ?? '')} | ${cell(where(row))} |`,
  );
  return ['| # | input | status | note | sent to |', '| --- | --- | --- | --- | --- |', ...lines, ''].join(
    '\n',
  );
}

function where(row: Row): string {
  if ('unapplied' in row) return `not sent: ${row.unapplied}`;
  if (row.needs?.includes('token-service')) return 'auth, through the gateway';
  return row.at ?? 'gateway, model';
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
