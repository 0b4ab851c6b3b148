import { createReadiness } from './index.ts';

describe('readiness', () => {
  it('needs every condition, and names those that fail', () => {
    const readiness = createReadiness();
    let loaded = false;
    readiness.require('model', () => loaded);
    readiness.require('keys', () => true);
    expect([readiness.ready(), readiness.missing()]).toEqual([false, ['model']]);
    loaded = true;
    expect([readiness.ready(), readiness.missing()]).toEqual([true, []]);
  });

  it('ends with draining, whatever holds', () => {
    const readiness = createReadiness();
    readiness.drain();
    expect([readiness.ready(), readiness.draining(), readiness.missing()]).toEqual([
      false,
      true,
      ['draining'],
    ]);
  });
});
