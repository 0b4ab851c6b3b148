import type { Answer } from '../wire/answer-reader.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { AppliedRow, Attempt } from './row.ts';

/** Longest error body, in bytes. */
const MAX_ERROR_BYTES = 1024;

/** What no answer may hold: a stack, a file of ours, a token or a piece of one. */
const LEAK =
  /\n\s+at |node_modules|\/(home|work|apps|libs|tmp)\/|\.ts\b|node:internal|eyJ[\w-]{8}|BEGIN [A-Z ]*KEY/;

/** The headers that a status promises. */
const PROMISED: Readonly<Record<number, Readonly<Record<string, RegExp>>>> = {
  401: { 'www-authenticate': /^(Bearer|Basic) / },
  403: { 'www-authenticate': /error="insufficient_scope"/ },
  405: { allow: /^[A-Z, ]+$/ },
  429: { 'retry-after': /^[1-9]\d*$/ },
  503: { 'retry-after': /^[1-9]\d*$/ },
};

/** What is wrong with what came back, as one line each; nothing where it is right. `golden` is the right answer. */
export async function judge(
  row: AppliedRow,
  attempt: Attempt,
  { answers, closed }: Exchange,
  golden: string,
): Promise<string[]> {
  const wanted = attempt.status ?? row.status;
  const answer = answers.at(-1);
  const complaints: string[] = [];
  if (attempt.cutOff !== undefined) {
    if (answers.length >= attempt.cutOff) complaints.push('every answer came');
  } else if (answer === undefined) complaints.push('no answer');
  else complaints.push(...judgeAnswer(answer, attempt, { wanted, golden }));
  if (attempt.closes && !closed) complaints.push('the connection was not closed');
  const afterwards = await attempt.after?.();
  if (afterwards !== undefined) complaints.push(afterwards);
  return complaints;
}

function judgeAnswer(
  { status, headers, body }: Answer,
  attempt: Attempt,
  { wanted, golden }: { readonly wanted: readonly number[]; readonly golden: string },
): string[] {
  const text = body.toString('utf8');
  if (!wanted.includes(status))
    return [`expected ${wanted.join(' or ')}, got ${status}: ${text.slice(0, 200)}`];
  const complaints: string[] = [];
  if (LEAK.test(text) || LEAK.test(Object.values(headers).join('\n')))
    complaints.push(`leaks: ${text.slice(0, 300)}`);
  for (const [name, pattern] of Object.entries({ ...PROMISED[status], ...attempt.headers }))
    if (!pattern.test(headers[name] ?? '')) complaints.push(`header ${name} is "${headers[name] ?? ''}"`);
  if (status >= 400) complaints.push(...judgeError(body, attempt));
  else if (attempt.body === 'inactive' && text !== '{"active":false}') complaints.push(`says more: ${text}`);
  else if (text.includes('"outputs"') && isDigitAnswer(text) && probabilities(text) !== golden)
    complaints.push(`not the golden answer: ${text}`);
  return complaints;
}

function judgeError(body: Buffer, { error: expected, body: kind = 'oip' }: Attempt): string[] {
  if (body.length > MAX_ERROR_BYTES) return [`the error body has ${body.length} bytes`];
  const text = body.toString('utf8');
  let members: Record<string, unknown>;
  try {
    members = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return [`the error body is no JSON: ${text}`];
  }
  const { error } = members;
  if (typeof error !== 'string' || error === '') return [`no error text: ${text}`];
  if (kind === 'oip' && Object.keys(members).length !== 1) return [`more than an error: ${text}`];
  if (expected !== undefined && !expected.test(error)) return [`the error text is "${error}"`];
  return [];
}

/** One row of probabilities and nothing else. */
const isDigitAnswer = (text: string): boolean => /"shape":\[1,10\]/.test(text);

/** The numbers of the answer as they were written: bit for bit. */
export const probabilities = (text: string): string => /"data":\[[^\]]*\]/.exec(text)?.[0] ?? '';
