import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Manifest } from '@slipway/deploy-plan';

/** What a rule judges: everything that an overlay was built to, beside what the services declare. */
export interface Judged {
  readonly manifests: readonly Manifest[];
  readonly services: readonly ServiceDeclaration[];
}

/** A promise about built overlays. */
export interface Rule {
  /** Reads on from "every built overlay": `gives every workload an account of its own`. */
  readonly promise: string;
  /** A line for each place where it is not kept. */
  readonly find: (judged: Judged) => readonly string[];
}

/** `lines` with a place before each. */
export const at = (place: string, lines: readonly (string | false | undefined)[]): readonly string[] =>
  lines.flatMap((line) => (line ? [`${place}: ${line}`] : []));
