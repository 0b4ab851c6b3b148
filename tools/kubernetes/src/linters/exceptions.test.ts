import { judgeFindings, parseExceptions, type Exception, type Finding } from './exceptions.ts';

const finding: Finding = {
  tool: 'kube-score',
  check: 'pod-probes',
  object: 'Deployment/auth',
  build: 'small-with-dev',
  message: 'no probe',
};
const exception: Exception = {
  tool: 'kube-score',
  check: 'pod-probes',
  objects: ['Deployment/auth'],
  reason: 'because',
};
const judge = (...exceptions: readonly Exception[]) => judgeFindings([finding], exceptions, 'kube-score');

describe('findings of linters', () => {
  it('are lines, unless an exception is made for the check, the object and the overlay', () => {
    expect(judge()).toEqual(['small-with-dev: Deployment/auth: pod-probes: no probe']);
    expect(judge(exception)).toEqual([]);
    expect(judge({ ...exception, objects: ['Deployment/*'], overlays: ['dev'] })).toEqual([]);
  });

  it.each<[string, Partial<Exception>]>([
    ['another check', { check: 'pod-networkpolicy' }],
    ['another object', { objects: ['Deployment/gateway'] }],
    ['another kind', { objects: ['StatefulSet/*'] }],
    ['another overlay', { overlays: ['production'] }],
  ])('are not excepted by an exception for %s, which then is unused', (_what, more) => {
    const other = { ...exception, ...more };
    expect(judge(other)).toEqual([
      'small-with-dev: Deployment/auth: pod-probes: no probe',
      `${other.check} is excepted for ${other.objects[0]}, and not found there: remove the exception`,
    ]);
  });

  it('leave exceptions of the other tool alone', () => {
    expect(judge(exception, { ...exception, tool: 'checkov' })).toEqual([]);
  });
});

it('an exception has a tool, a check, objects and a reason', () => {
  const parsed = parseExceptions(
    'exceptions: [{ tool: lint, check: a, objects: [], reason: "" }]',
    'exceptions.yaml',
  );
  expect(parsed.ok ? [] : parsed.errors.map((line) => line.split(':')[1]?.trim())).toEqual([
    'exceptions.0.tool',
    'exceptions.0.objects',
    'exceptions.0.reason',
  ]);
});
