import { combinationsOf } from './combinations.ts';

it('is every overlay as it is, and with each component that it does not have', () => {
  const overlays = new Map([
    ['dev', ['images']],
    ['production', ['images', 'ingress']],
  ]);
  const names = combinationsOf({ overlays, components: ['images', 'ingress', 'small'] }).map(
    ({ name }) => name,
  );
  expect(names).toEqual(['dev', 'ingress-with-dev', 'small-with-dev', 'production', 'small-with-production']);
});
