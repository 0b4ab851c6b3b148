import type { ComposeModel } from './model.ts';

/** A network of one call is called `<caller>-to-<called>`. */
const TO = '-to-';

/** Whom a service reaches through the networks that it is in. */
export function callsOf(name: string, { services, networks = {} }: ComposeModel): readonly string[] {
  const called = Object.keys(services[name]?.networks ?? {}).flatMap((network) => {
    if (!networks[network]?.internal) return [];
    const others = Object.keys(services).filter(
      (other) => other !== name && network in (services[other]?.networks ?? {}),
    );
    // The reverse of a call cannot be closed by Compose and is not meant.
    return network.endsWith(`${TO}${name}`) ? [] : others;
  });
  return [...new Set(called)].sort();
}

/** The ports at which the others' environment says that a service is, and the one that it listens on. */
export function calledPorts(name: string, { services }: ComposeModel): readonly string[] {
  const values = Object.values(services).flatMap(({ environment = {} }) => Object.values(environment));
  const address = new RegExp(`(?://|@)${name}:(\\d+)\\b`, 'g');
  const named = values.flatMap((value) => [...(value ?? '').matchAll(address)].map(([, port]) => port!));
  const own = services[name]?.environment?.SLIPWAY_PORT;
  return [...new Set([...named, ...(own ? [own] : [])])].sort();
}
