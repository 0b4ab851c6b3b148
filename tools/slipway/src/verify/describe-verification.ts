import type { ObjectiveVerdict } from '@slipway/deploy-observability';
import { formatTable } from '../commands/format-table.ts';

export function describeObjectives(objectives: readonly ObjectiveVerdict[]): string {
  return formatTable(
    ['SERVICE', 'OBJECTIVE', 'WANTED', 'MEASURED', 'REQUESTS', 'MET'],
    objectives.map((verdict) => [
      verdict.service,
      verdict.limitMillis === undefined ? verdict.slo : `answers within ${verdict.limitMillis} ms`,
      `${verdict.objectivePercent} %`,
      verdict.measuredPercent === undefined ? 'nothing was asked' : `${verdict.measuredPercent.toFixed(2)} %`,
      String(verdict.requests),
      verdict.isMet ? 'yes' : 'no',
    ]),
  );
}

/** What failed, a line each. */
export const missedObjectives = (objectives: readonly ObjectiveVerdict[]): readonly string[] =>
  objectives
    .filter(({ isMet }) => !isMet)
    .map(
      ({ service, slo, measuredPercent, objectivePercent }) =>
        `${service} misses its ${slo} objective: ${measuredPercent?.toFixed(2) ?? 'none'} % of ${objectivePercent} %`,
    );
