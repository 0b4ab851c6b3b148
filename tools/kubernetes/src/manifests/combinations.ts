/** An overlay as it is, or with one component more. */
export interface Combination {
  /** `dev`, or `gateway-api-with-dev`. */
  readonly name: string;
  readonly overlay: string;
  readonly component?: string;
}

export interface Tree {
  /** The components that each overlay already has, by the overlay's name. */
  readonly overlays: ReadonlyMap<string, readonly string[]>;
  readonly components: readonly string[];
}

/** Every overlay, and every component with every overlay that does not have it. */
export function combinationsOf({ overlays, components }: Tree): readonly Combination[] {
  return [...overlays].flatMap(([overlay, present]) => [
    { name: overlay, overlay },
    ...components
      .filter((component) => !present.includes(component))
      .map((component) => ({
        name: `${component.replaceAll('/', '-')}-with-${overlay}`,
        overlay,
        component,
      })),
  ]);
}
