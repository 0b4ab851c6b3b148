import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { DURATIONS, NOT_CALLERS } from './caller-requests.ts';

/** What callers asked of a service, by the same rules as the alerts on its objectives. */
export interface RequestCounts {
  readonly all: number;
  /** Answered by an error of ours. */
  readonly failed: number;
  /** Answers that are no errors of ours and that somebody waited for. */
  readonly answered: number;
  /** Those of them that came within the objective's latency. */
  readonly inTime: number;
}

export interface ObjectiveVerdict {
  readonly service: string;
  readonly slo: 'availability' | 'latency';
  readonly objectivePercent: number;
  /** Of latency. */
  readonly limitMillis?: number;
  /** Undefined where nothing was asked. */
  readonly measuredPercent?: number;
  readonly requests: number;
  readonly isMet: boolean;
}

const isNotCallers = new RegExp(`^(?:${NOT_CALLERS})$`);
const SAMPLE = /^(\w+)\{(.*)\} (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Counts of one process since its start, from its metrics in Prometheus' text format. */
export function countRequests(metrics: string, latencyMillis: number): RequestCounts {
  const counts = { all: 0, failed: 0, answered: 0, inTime: 0 };
  for (const line of metrics.split('\n')) {
    const [, name, labelText = '', value] = SAMPLE.exec(line) ?? [];
    if (name !== `${DURATIONS}_count` && name !== `${DURATIONS}_bucket`) continue;
    const labels = Object.fromEntries([...labelText.matchAll(LABEL)].map(([, key, text]) => [key, text]));
    if (isNotCallers.test(labels.http_route ?? '')) continue;
    const status = labels.http_response_status_code ?? '';
    const isAnswered = status !== '499' && !status.startsWith('5');
    const count = Number(value);
    if (name === `${DURATIONS}_bucket`) {
      if (isAnswered && Number(labels.le) === latencyMillis / 1000) counts.inTime += count;
      continue;
    }
    counts.all += count;
    if (status.startsWith('5')) counts.failed += count;
    if (isAnswered) counts.answered += count;
  }
  return counts;
}

/** Whether a service kept its objectives over these requests; nothing asked is nothing kept. */
export function judgeObjectives(
  { name, slo }: Pick<ServiceDeclaration, 'name' | 'slo'>,
  { all, failed, answered, inTime }: RequestCounts,
): readonly ObjectiveVerdict[] {
  if (slo === undefined) return [];
  const judge = (good: number, of: number, objectivePercent: number) => ({
    objectivePercent,
    requests: of,
    ...(of > 0 && { measuredPercent: (100 * good) / of }),
    isMet: of > 0 && (100 * good) / of >= objectivePercent,
  });
  return [
    { service: name, slo: 'availability', ...judge(all - failed, all, slo.availabilityPercent) },
    {
      service: name,
      slo: 'latency',
      limitMillis: slo.latencyMillis,
      ...judge(inTime, answered, slo.latencyPercent),
    },
  ];
}
