import type { z } from 'zod';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import { endWell } from '../tool/end-well.ts';
import type { RunTool } from '../tool/run-tool.ts';

export interface ScannerCall<Document> {
  readonly tool: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly install: string;
  readonly document: z.ZodType<Document>;
  /** What the tool says on stderr where it has nothing to compare with. */
  readonly noDatabase: RegExp;
}

/** The JSON that a scanner prints; its lack of a database is told from other failures. */
export async function scanWithTool<Document>(
  run: RunTool,
  { tool, args, env, install, document, noDatabase }: ScannerCall<Document>,
  signal?: AbortSignal,
): Promise<Outcome<Document>> {
  const outcome = await run({ tool, args, env, timeoutMillis: 10 * 60_000, ...(signal && { signal }) });
  if (outcome.kind === 'ended' && outcome.code !== 0 && noDatabase.test(outcome.stderr))
    return failWith('no-database', `${tool} has no vulnerability database; see docs/how-to/scan-images.md`);
  const ended = endWell(outcome, { tool, doing: 'scan', install });
  if (!ended.ok) return ended;
  try {
    return succeed(document.parse(JSON.parse(ended.value.stdout.toString('utf8'))));
  } catch {
    return failWith('failed', `Could not scan: ${tool} printed something else than its report in JSON`);
  }
}
