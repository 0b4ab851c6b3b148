import { parse } from 'yaml';
import { z } from 'zod';
import { failWith, succeed, type Outcome } from '../outcome.ts';

const schema = z.strictObject({
  exceptions: z.array(
    z.strictObject({
      id: z.string().min(1).describe('The advisory, or another name of it such as its CVE'),
      package: z.string().min(1).describe('The package that it was found in'),
      reason: z.string().min(1).describe('Why it does no harm here'),
      expires: z.iso.date().describe('The last day on which it holds'),
    }),
  ),
});

export type Exception = z.infer<typeof schema>['exceptions'][number];

/** The exceptions that the text of `security/exceptions.yaml` makes. */
export function parseExceptions(text: string, file: string): Outcome<readonly Exception[]> {
  try {
    const parsed = schema.safeParse(parse(text));
    if (parsed.success) return succeed(parsed.data.exceptions);
    return failWith(
      'invalid',
      ...parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`),
    );
  } catch (error) {
    return failWith('invalid', `${file}: expected YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}
