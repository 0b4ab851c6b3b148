import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Stack } from '../substrate/substrate.ts';
import { readSystem } from '../workspace.ts';
import { itNeeds } from './behaviour.ts';
import { closed, lookAt } from './look-at.ts';

/** What is open between the parts of the system, and between them and everything else. */
export function isolatingBehaviours(stack: () => Stack): void {
  const system = readSystem();
  const addressOf = (service: string) => new URL(stack().innerUrlOf(service)).host;
  const listeners = () => [
    ...system.map(({ name }) => addressOf(name)),
    ...(stack().database === undefined ? [] : [stack().database!]),
  ];
  const mayReach = ({ calls, database }: ServiceDeclaration, address: string) =>
    calls.some(({ service }) => address === addressOf(service)) || (database && address === stack().database);

  for (const service of system) {
    itNeeds(
      ['confine', 'one-way-edges'],
      `${service.name} reaches what it declares to call, and nothing else that listens inside`,
      async () => {
        const others = listeners().filter((address) => address !== addressOf(service.name));
        const seen = JSON.parse(await stack().evaluate(service.name, lookAt(others))) as unknown;
        const open = others.filter((address) => mayReach(service, address));
        expect(seen).toEqual({
          ...closed(others),
          ...Object.fromEntries(open.map((address) => [address, 'open'])),
        });
      },
    );

    itNeeds(['confine', 'neighbours'], `${service.name} reaches nothing outside of the system`, async () => {
      const { addresses } = await stack().neighbour();
      const seen = JSON.parse(await stack().evaluate(service.name, lookAt(addresses))) as unknown;
      expect(seen).toEqual(closed(addresses));
    });

    itNeeds(['accounts'], `${service.name} has no credentials of the platform`, async () => {
      expect((await stack().evaluate(service.name, LIST_CREDENTIALS)).trim()).toBe('[]');
    });
  }

  itNeeds(['neighbours'], 'nothing outside of the system reaches anything inside', async () => {
    const { addresses, evaluate } = await stack().neighbour();
    const seen = JSON.parse(await evaluate(lookAt([...addresses, ...listeners()]))) as unknown;
    // It can connect: to what nobody inside may.
    const open = Object.fromEntries(addresses.map((address) => [address, 'open']));
    expect(seen).toEqual({ ...closed(listeners()), ...open });
  });
}

/** Prints the files of an account of Kubernetes, wherever one is mounted. */
const LIST_CREDENTIALS = `
import { readFileSync } from 'node:fs';
const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\\n').map((line) => line.split(' ')[4] ?? '');
console.log(JSON.stringify(mounts.filter((path) => path.includes('serviceaccount') || path.includes('kubernetes.io'))));`;
