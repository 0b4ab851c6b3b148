import { describeParity } from './describe-parity.ts';

const parity = { overlays: ['dev', 'staging'], services: ['auth'], unexpected: [], unused: [], intended: [] };

it('is one line where nothing was found', () => {
  const intended = [{ overlay: 'dev', service: 'auth', field: 'user', compose: '1', reason: 'because' }];
  expect(describeParity({ ...parity, intended })).toBe(
    '1 services of Compose and the overlays dev, staging agree, but for 1 differences that k8s/parity.yaml gives the reasons for',
  );
});

it('is a line for each finding', () => {
  const unexpected = [{ overlay: 'dev', service: 'auth', field: 'user', compose: '1:1' }];
  expect(describeParity({ ...parity, unexpected, unused: ['image of auth'] }).split('\n')).toEqual([
    'auth: user: Compose has "1:1", overlay dev has none',
    'k8s/parity.yaml allows a difference that is none: image of auth; remove it',
  ]);
});
