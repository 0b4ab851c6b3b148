import { endpoints, statusOf, tokenKinds } from './table.ts';

/** The table of access in Markdown, for `docs/reference/access.md`. */
export function renderAccess(): string {
  const heads = tokenKinds.map(({ name }) =>
    name === 'none' || name === 'wrong audience' ? name : `\`${name}\``,
  );
  const lines = endpoints.map((endpoint) => {
    const cells = tokenKinds.map((kind) => statusOf(endpoint, kind));
    return `| \`${endpoint.method} ${endpoint.path}\`${endpoint.gatewayOnly ? ' (gateway)' : ''} | ${cells.join(' | ')} |`;
  });
  return [
    `| endpoint | ${heads.join(' | ')} |`,
    `| --- ${'| --- '.repeat(heads.length)}|`,
    ...lines,
    '',
  ].join('\n');
}
