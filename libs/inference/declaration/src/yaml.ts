import { parseDocument } from 'yaml';
import type { z } from 'zod';

export type Declared<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly string[] };

/** Parses YAML against a schema; each error is one line that names file, place and what was expected. */
export function parseYaml<T>(schema: z.ZodType<T>, text: string, file: string): Declared<T> {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  if (document.errors.length > 0)
    return {
      ok: false,
      errors: document.errors.map(
        (error) => `${file}: ${error.message.split('\n', 1)[0]?.replace(/:$/, '')}`,
      ),
    };
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    errors: parsed.error.issues.map(
      (issue) => `${file}: ${issue.path.join('.') || 'document'}: ${issue.message}`,
    ),
  };
}
