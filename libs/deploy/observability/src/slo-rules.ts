import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { burnRates, round, WINDOWS, type Window } from './burn-rates.ts';
import { DURATIONS, NOT_CALLERS } from './caller-requests.ts';
import type { AlertingRule, RecordingRule, RuleFile, Severity } from './rule.ts';

/** Share of requests that missed the objective, by service, objective and window. */
const ERRORS = 'service_slo:errors_per_request:ratio_rate';
/** Share of requests that may miss it. */
const BUDGET = 'service_slo:error_budget:ratio';

interface Objective {
  readonly service: string;
  readonly slo: 'availability' | 'latency';
  readonly budget: number;
  readonly windowDays: number;
  /** The share of errors over a window, as an expression. */
  readonly errors: (window: Window) => string;
  /** What a request does that misses it. */
  readonly missed: string;
}

/** Recording rules and burn rate alerts for every service that declares an objective. */
export function sloRules(services: readonly ServiceDeclaration[]): RuleFile {
  const declared = services.filter(({ slo }) => slo !== undefined);
  return {
    groups: declared.map((service) => ({
      name: `slo-${service.name}`,
      rules: objectivesOf(service).flatMap((objective) => [
        ...recordings(objective),
        ...(['page', 'ticket'] as const).flatMap((severity) => alert(objective, severity)),
      ]),
    })),
  };
}

function objectivesOf({ name, slo }: ServiceDeclaration): readonly Objective[] {
  if (slo === undefined) return [];
  const { availabilityPercent, latencyMillis, latencyPercent, windowDays } = slo;
  return [
    {
      service: name,
      slo: 'availability',
      budget: round(1 - availabilityPercent / 100),
      windowDays,
      errors: (window) => failedShare(name, window),
      missed: 'of requests fail',
    },
    {
      service: name,
      slo: 'latency',
      budget: round(1 - latencyPercent / 100),
      windowDays,
      errors: (window) => slowShare(name, latencyMillis / 1000, window),
      missed: `of answers take over ${latencyMillis} ms`,
    },
  ];
}

function recordings({ service, slo, budget, errors }: Objective): readonly RecordingRule[] {
  const labels = { service, slo };
  return [
    { record: BUDGET, expr: `vector(${budget})`, labels },
    ...WINDOWS.map((window) => ({ record: `${ERRORS}${window}`, expr: errors(window), labels })),
  ];
}

/** None where the budget is so large that even failing always does not burn it this fast. */
function alert({ service, slo, budget, windowDays, missed }: Objective, severity: Severity): AlertingRule[] {
  const of = `{service="${service}",slo="${slo}"}`;
  const conditions = burnRates(windowDays)
    .map((burn) => ({ ...burn, threshold: round(burn.rate * budget) }))
    .filter((burn) => burn.severity === severity && burn.threshold < 1)
    .map(({ longWindow, shortWindow, threshold }) =>
      [longWindow, shortWindow].map((window) => `${ERRORS}${window}${of} > ${threshold}`).join(' and '),
    );
  if (conditions.length === 0) return [];
  return [
    {
      alert: slo === 'availability' ? 'AvailabilityBudgetBurns' : 'LatencyBudgetBurns',
      expr: conditions.map((condition) => `(${condition})`).join('\nor\n'),
      labels: { severity, service, slo },
      annotations: {
        summary: `${service} spends its ${slo} budget too fast`,
        description: `Now {{ $value | humanizePercentage }} ${missed}; ${round(budget * 100)} % may, in ${windowDays} days.`,
        runbook: `docs/runbooks/${slo}-budget-burns.md`,
      },
    },
  ];
}

const failedShare = (service: string, window: Window): string => {
  const all = `sum by (namespace, service) (rate(${DURATIONS}_count{${requestsOf(service)}}[${window}]))`;
  const failed = `sum by (namespace, service) (rate(${DURATIONS}_count{${requestsOf(service)},http_response_status_code=~"5.."}[${window}]))`;
  // A service that never failed has no series of failures.
  return `(${failed} or 0 * ${all})\n/\n(${all} > 0)`;
};

/** Of answers that are no errors of ours and that somebody waited for. */
const slowShare = (service: string, seconds: number, window: Window): string => {
  const answers = `${requestsOf(service)},http_response_status_code!~"499|5.."`;
  const quick = `sum by (namespace, service) (rate(${DURATIONS}_bucket{${answers},${bucket(seconds)}}[${window}]))`;
  return `1 - ${quick}\n/\n(sum by (namespace, service) (rate(${DURATIONS}_count{${answers}}[${window}])) > 0)`;
};

const requestsOf = (service: string) => `service="${service}",http_route!~"${NOT_CALLERS}"`;

/** Prometheus 3 writes whole numbers with a fraction, earlier ones as they came. */
const bucket = (seconds: number): string =>
  Number.isInteger(seconds) ? `le=~"${seconds}|${seconds}[.]0"` : `le="${seconds}"`;
