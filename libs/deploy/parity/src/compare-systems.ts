import { CALLS, STARTS_AFTER, type Facts, type SystemFacts } from './facts.ts';

/** One fact of one service that Compose and an overlay do not have alike. */
export interface Difference {
  readonly overlay: string;
  readonly service: string;
  /** `service` where one side does not have it at all. */
  readonly field: string;
  /** Undefined where that side has no such fact. */
  readonly compose?: string;
  readonly kubernetes?: string;
}

const WHOLE = 'service';
const PRESENT = 'present';

/** Every fact in which an overlay differs from Compose, service by service. */
export function compareSystems(
  compose: SystemFacts,
  overlays: ReadonlyMap<string, SystemFacts>,
): readonly Difference[] {
  return [...overlays].flatMap(([overlay, kubernetes]) => {
    const services = [...new Set([...compose.keys(), ...kubernetes.keys()])].sort();
    return services.flatMap((service) => {
      const [left, right] = [compose.get(service), kubernetes.get(service)];
      if (left === undefined || right === undefined)
        return [difference({ overlay, service, field: WHOLE }, left && PRESENT, right && PRESENT)];
      const isCommon = (other: string) => compose.has(other) && kubernetes.has(other);
      return fieldsOf(left, right)
        .filter((field) => left[field] !== right[field] && !concernsAbsent(field, isCommon))
        .map((field) => difference({ overlay, service, field }, left[field], right[field]));
    });
  });
}

/** That a service is missing is said once, not again by each that would call it. */
const concernsAbsent = (field: string, isCommon: (service: string) => boolean): boolean =>
  [CALLS, STARTS_AFTER].some(
    (kind) => field.startsWith(`${kind}.`) && !isCommon(field.slice(kind.length + 1)),
  );

const fieldsOf = (left: Facts, right: Facts): readonly string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();

const difference = (
  where: Pick<Difference, 'overlay' | 'service' | 'field'>,
  compose: string | undefined,
  kubernetes: string | undefined,
): Difference => ({
  ...where,
  ...(compose !== undefined && { compose }),
  ...(kubernetes !== undefined && { kubernetes }),
});
