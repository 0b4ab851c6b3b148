import type { ObjectRef, RolloutState } from '@slipway/deploy-plan';
import { createProgress, describeStall } from './describe-rollout.ts';
import { createLiveLine } from './live-line.ts';

const web: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const auth: ObjectRef = { ...web, name: 'auth' };
const hint = { reason: 'probe', lines: ['it runs and is not ready', 'Readiness probe failed'] } as const;
const log = ['its log ends:', '  listening'];
const at = (ready: number, more: Partial<RolloutState> = {}) =>
  ({ kind: 'progressing', ready, wanted: 2, updated: 2, ...more }) as RolloutState;

describe('progress of rollouts', () => {
  it('is a plain line for each change, each hint once', () => {
    const said: string[] = [];
    const tell = createProgress({ say: (line) => said.push(line) });
    for (const state of [
      at(0),
      at(0),
      at(1, { hint } as Partial<RolloutState>),
      at(1, { hint } as Partial<RolloutState>),
      at(2, { kind: 'done' }),
    ])
      tell(web, state);
    expect(said).toEqual([
      'Deployment web: 0 of 2 ready',
      'Deployment web: 1 of 2 ready',
      'Deployment web waits: it runs and is not ready; Readiness probe failed',
      'Deployment web: 2 of 2 ready, done',
    ]);
  });

  it('has the end of the log below a hint, which is not repeated because the log goes on', () => {
    const said: string[] = [];
    const tell = createProgress({ say: (line) => said.push(line) });
    for (const more of [log, [...log, '  still there']])
      tell(web, at(0, { hint: { ...hint, lines: [...hint.lines, ...more] } } as Partial<RolloutState>));
    expect(said.slice(1)).toEqual([
      'Deployment web waits: it runs and is not ready; Readiness probe failed',
      '  its log ends:',
      '    listening',
    ]);
  });

  it('is one line that changes on a terminal, and a line that stays when one is done', () => {
    const written: string[] = [];
    const live = createLiveLine({ isTTY: true, columns: 30, write: (text: string) => written.push(text) });
    const tell = createProgress({ say: (line) => written.push(`${line}\n`), ...(live && { live }) });
    tell(auth, at(1));
    tell(web, at(0));
    tell(auth, at(2, { kind: 'done' }));
    const clear = '\r\u001b[2K';
    expect(written).toEqual([
      `${clear}auth 1 of 2 ready`,
      `${clear}auth 1 of 2 ready, web 0 of 2`,
      clear,
      'Deployment auth: 2 of 2 ready, done\n',
      `${clear}web 0 of 2 ready`,
    ]);
  });

  it('has no changing line where nobody looks at a terminal', () => {
    expect(createLiveLine({ write: () => undefined })).toBeUndefined();
  });
});

it('a stall is told with the name of its workload, and what was said below it', () => {
  expect(describeStall(web, hint)).toEqual([
    'Deployment web does not get on: it runs and is not ready',
    '  Readiness probe failed',
  ]);
});
