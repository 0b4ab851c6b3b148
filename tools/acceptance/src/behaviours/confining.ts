import { substrate } from '../suite.ts';
import type { Stack } from '../substrate/substrate.ts';
import { readSystem } from '../workspace.ts';
import { itNeeds } from './behaviour.ts';
import { closed, LIST_ADDRESSES, lookAt } from './look-at.ts';

const FIRST_UID = 10_001;
/** seccomp(2): a filter is in force. */
const FILTERED = 2;
/** What a caller meets that has no way to the name of a service. */
const NO_WAY = ['EAI_AGAIN', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNREFUSED', 'TimeoutError'];

/** What a service that was taken over could do to its host and to its neighbours. */
export function confiningBehaviours(stack: () => Stack): void {
  const system = readSystem();

  for (const { name, uid } of system) {
    itNeeds(['confine'], `${name} runs as a user of its own, without any privilege`, async () => {
      const status = parseStatus(await stack().evaluate(name, printFile('/proc/1/status')));
      expect(status).toMatchObject({
        Uid: Array(4).fill(uid),
        CapInh: [0],
        CapPrm: [0],
        CapEff: [0],
        CapBnd: [0],
        CapAmb: [0],
        NoNewPrivs: [1],
        Seccomp: [FILTERED],
      });
      expect(uid).toBeGreaterThanOrEqual(FIRST_UID);
    });

    itNeeds(['confine'], `${name} can write nowhere but where it is meant to`, async () => {
      const outcomes = await stack().evaluate(name, WRITE_EVERYWHERE);
      expect(JSON.parse(outcomes)).toMatchObject({
        '/': 'EROFS',
        '/app': 'EROFS',
        '/etc': 'EROFS',
        '/tmp': 'written',
      });
    });
  }

  for (const from of system)
    for (const to of system.filter(({ name }) => name !== from.name)) {
      const isDeclared = from.calls.some(({ service }) => service === to.name);
      const isReverse = to.calls.some(({ service }) => service === from.name);
      const urlOf = (path: string) => `${stack().innerUrlOf(to.name)}${path}`;
      const reach = async (path: string) =>
        (await stack().evaluate(from.name, reachFrom(urlOf(path)))).trim();
      if (isDeclared)
        itNeeds(['confine'], `${from.name} reaches ${to.name}, which it declares to call`, async () => {
          expect(await reach('/livez')).toBe('200');
        });
      else
        itNeeds(
          isReverse ? ['confine', 'one-way-edges'] : ['confine'],
          `${from.name} cannot reach ${to.name}, by name or by address`,
          async () => {
            expect(NO_WAY).toContain(await reach('/livez'));
            const hosts = JSON.parse(await stack().evaluate(to.name, LIST_ADDRESSES)) as string[];
            expect(hosts).not.toEqual([]);
            const addresses = hosts.map((host) => `${host}:${to.ports.http}`);
            expect(JSON.parse(await stack().evaluate(from.name, lookAt(addresses)))).toEqual(
              closed(addresses),
            );
          },
        );
      if (isReverse && substrate.lacks['one-way-edges'] !== undefined)
        itNeeds(['confine'], `${from.name} gets nothing of ${to.name} without a token`, async () => {
          expect(await reach('/metrics')).toBe('401');
        });
    }
}

const printFile = (path: string): string =>
  `import { readFileSync } from 'node:fs'; console.log(readFileSync('${path}', 'utf8'));`;

/** Lines of proc(5) as numbers: decimal, capabilities as hexadecimal masks. */
function parseStatus(text: string): Record<string, number[]> {
  const entries = text.split('\n').map((line) => {
    const [name = '', values = ''] = line.split(':');
    const radix = name.startsWith('Cap') ? 16 : 10;
    return [
      name,
      values
        .trim()
        .split(/\s+/)
        .map((value) => Number.parseInt(value, radix)),
    ] as const;
  });
  return Object.fromEntries(entries);
}

const WRITE_EVERYWHERE = `
import { writeFileSync, rmSync } from 'node:fs';
const outcome = (folder) => {
  try { writeFileSync(folder + '/probe', ''); rmSync(folder + '/probe'); return 'written'; } catch ({ code }) { return code; }
};
console.log(JSON.stringify(Object.fromEntries(['/', '/app', '/etc', '/tmp'].map((folder) => [folder, outcome(folder)]))));`;

/** Prints the status of the answer, or why there is none within three seconds. */
const reachFrom = (url: string): string => `
const answer = await fetch('${url}', { signal: AbortSignal.timeout(3_000) }).catch((error) => error);
console.log(answer.status ?? answer.cause?.code ?? answer.name);`;
