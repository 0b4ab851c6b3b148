import type { ObjectiveVerdict } from '@slipway/deploy-observability';
import { describeObjectives, missedObjectives } from './describe-verification.ts';

const met: ObjectiveVerdict = {
  ...{ service: 'gateway', slo: 'latency', objectivePercent: 99, limitMillis: 250 },
  ...{ measuredPercent: 99.5, requests: 200, isMet: true },
};
const missed: ObjectiveVerdict = {
  ...{ service: 'auth', slo: 'availability', objectivePercent: 99.9 },
  ...{ measuredPercent: 98.125, requests: 160, isMet: false },
};
const { measuredPercent: _, ...unasked } = missed;

describe('objectives of a verification', () => {
  it('are shown with what was wanted and measured', () => {
    const [, ...rows] = describeObjectives([met, { ...unasked, requests: 0 }]).split('\n');
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ['gateway', 'answers within 250 ms', '99 %', '99.50 %', '200', 'yes'],
      ['auth', 'availability', '99.9 %', 'nothing was asked', '0', 'no'],
    ]);
  });

  it('fail the verification where they are missed, or where nothing tells', () => {
    expect(missedObjectives([met, missed, unasked])).toEqual([
      'auth misses its availability objective: 98.13 % of 99.9 %',
      'auth misses its availability objective: none % of 99.9 %',
    ]);
  });
});
