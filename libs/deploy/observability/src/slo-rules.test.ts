import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { burnRates } from './burn-rates.ts';
import type { AlertingRule, RecordingRule } from './rule.ts';
import { sloRules } from './slo-rules.ts';

const service = (slo: Partial<NonNullable<ServiceDeclaration['slo']>> = {}) =>
  ({
    name: 'gateway',
    slo: { availabilityPercent: 99.9, latencyMillis: 250, latencyPercent: 99, windowDays: 28, ...slo },
  }) as ServiceDeclaration;
const rulesOf = (declared: ServiceDeclaration) => sloRules([declared]).groups.flatMap(({ rules }) => rules);
const alertsOf = (declared: ServiceDeclaration) =>
  rulesOf(declared).filter((rule): rule is AlertingRule => 'alert' in rule);
const recordingsOf = (declared: ServiceDeclaration) =>
  rulesOf(declared).filter((rule): rule is RecordingRule => 'record' in rule);

describe('burn rates', () => {
  it('are those of the workbook for its 30 days', () => {
    expect(burnRates(30).map(({ longWindow, shortWindow, rate }) => [longWindow, shortWindow, rate])).toEqual(
      [
        ['1h', '5m', 14.4],
        ['6h', '30m', 6],
        ['1d', '2h', 3],
        ['3d', '6h', 1],
      ],
    );
  });

  it('follow the days over which the objective is judged', () => {
    expect(burnRates(28).map(({ rate }) => rate)).toEqual([13.44, 5.6, 2.8, 0.933333]);
  });
});

describe('the rules of an objective', () => {
  it('record the budget and the share of errors over seven windows, for both kinds', () => {
    const recordings = recordingsOf(service());
    expect(recordings).toHaveLength(16);
    expect(recordings[0]).toEqual({
      record: 'service_slo:error_budget:ratio',
      expr: 'vector(0.001)',
      labels: { service: 'gateway', slo: 'availability' },
    });
    expect(new Set(recordings.map(({ record }) => record)).size).toBe(8);
  });

  it('look for the declared latency among the buckets, as either version of Prometheus writes it', () => {
    const exprs = (latencyMillis: number) =>
      recordingsOf(service({ latencyMillis }))
        .map(({ expr }) => expr)
        .join();
    expect(exprs(250)).toContain('le="0.25"');
    expect(exprs(1000)).toContain('le=~"1|1[.]0"');
  });

  it('page and make tickets for both kinds, with thresholds of the budget', () => {
    const alerts = alertsOf(service());
    expect(alerts.map(({ alert, labels }) => [alert, labels.severity])).toEqual([
      ['AvailabilityBudgetBurns', 'page'],
      ['AvailabilityBudgetBurns', 'ticket'],
      ['LatencyBudgetBurns', 'page'],
      ['LatencyBudgetBurns', 'ticket'],
    ]);
    expect(alerts[0]!.expr.match(/> [\d.]+/g)).toEqual(['> 0.01344', '> 0.01344', '> 0.0056', '> 0.0056']);
  });

  it('leave out what can never be: a budget that even failing always does not burn so fast', () => {
    const alerts = alertsOf(service({ availabilityPercent: 90 })).filter(
      ({ labels }) => labels.slo === 'availability',
    );
    expect(alerts.map(({ labels, expr }) => [labels.severity, expr.match(/ratio_rate\w+/g)])).toEqual([
      ['page', ['ratio_rate6h', 'ratio_rate30m']],
      ['ticket', ['ratio_rate1d', 'ratio_rate2h', 'ratio_rate3d', 'ratio_rate6h']],
    ]);
  });

  it('are none for a service without objective', () => {
    expect(sloRules([{ name: 'x' } as ServiceDeclaration])).toEqual({ groups: [] });
  });
});
