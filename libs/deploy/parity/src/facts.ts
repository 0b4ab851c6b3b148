/** What a platform does with one service: a text for each fact, by the name of the fact. */
export type Facts = Readonly<Record<string, string>>;

/** The facts of each service of a system, by its name. */
export type SystemFacts = ReadonlyMap<string, Facts>;

/** Facts about two services have the other one's name at the end: `calls.auth`, `startsAfter.auth`. */
export const CALLS = 'calls';
export const STARTS_AFTER = 'startsAfter';

/** Facts of one kind, a list of names: each gets the same text. */
export const each = (kind: string, names: readonly string[], text: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${kind}.${name}`, text]));

/** The environment; an empty variable counts as absent, as it does for the services. */
export const environmentFacts = (
  variables: Readonly<Record<string, string | null | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value ? [[`environment.${name}`, value]] : [])),
  );

const MIB = 1024 * 1024;

/** Memory as both platforms' facts say it. */
export const mebibytes = (bytes: number): string => `${Number((bytes / MIB).toFixed(3))} MiB`;

/** Name of an image without registry, tag and digest. */
export const imageName = (reference: string): string =>
  reference
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .replace(/^.*\//, '');
