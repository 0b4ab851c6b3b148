import type { ServiceDeclaration } from './service.ts';

/** Contradictions between declarations, each as a line that names the fix. */
export function checkSystem(services: readonly ServiceDeclaration[]): string[] {
  const names = new Set(services.map(({ name }) => name));
  const dangling = services.flatMap(({ name, calls }) =>
    calls
      .filter(({ service }) => !names.has(service))
      .map(
        ({ service }) => `${name} calls ${service}, which is not declared: add apps/${service}/service.yaml`,
      ),
  );
  return [
    ...duplicates(services, ({ name }) => name).map((name) => `Two services are named ${name}: rename one`),
    ...duplicates(services, ({ ports }) => ports.http).map(
      (port) => `Two services have port ${port}: change one`,
    ),
    ...duplicates(services, ({ uid }) => uid).map((uid) => `Two services have uid ${uid}: change one`),
    ...services.flatMap(excessiveRequests),
    ...dangling,
    ...(startOrder(services) === undefined ? ['The declared calls form a circle: remove one'] : []),
  ];
}

function excessiveRequests({ name, requests, limits }: ServiceDeclaration): string[] {
  const told = (what: string, asked: number, limit: number) =>
    asked > limit ? [`${name} requests ${asked} ${what}, but its limit is ${limit}: lower the request`] : [];
  return [...told('cores', requests.cpus, limits.cpus), ...told('MiB', requests.memoryMiB, limits.memoryMiB)];
}

/** Services such that each comes after those it calls, or undefined where the calls form a circle. */
export function startOrder(
  services: readonly ServiceDeclaration[],
): readonly ServiceDeclaration[] | undefined {
  const ordered: ServiceDeclaration[] = [];
  let waiting = [...services].sort((a, b) => a.name.localeCompare(b.name));
  while (waiting.length > 0) {
    const blocked = new Set(waiting.map(({ name }) => name));
    const free = waiting.filter(({ calls }) => calls.every(({ service }) => !blocked.has(service)));
    if (free.length === 0) return undefined;
    ordered.push(...free);
    waiting = waiting.filter((service) => !free.includes(service));
  }
  return ordered;
}

function duplicates<T>(
  services: readonly ServiceDeclaration[],
  key: (service: ServiceDeclaration) => T,
): T[] {
  const keys = services.map(key);
  return [...new Set(keys.filter((value, index) => keys.indexOf(value) !== index))];
}
