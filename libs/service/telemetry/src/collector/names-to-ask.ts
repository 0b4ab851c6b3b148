/** What the system's resolver configuration says about short names. */
export interface SearchList {
  readonly domains: readonly string[];
  /** A name with at least so many dots is asked for as it is first. */
  readonly dots: number;
}

/** The search list of a resolv.conf(5): the last `search` or `domain` line counts, and the last `ndots`. */
export function parseSearchList(resolvConf: string): SearchList {
  let domains: readonly string[] = [];
  let dots = 1;
  for (const line of resolvConf.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'search') domains = values;
    if (keyword === 'domain') domains = values.slice(0, 1);
    if (keyword === 'options')
      for (const option of values) dots = Number(/^ndots:(\d+)$/.exec(option)?.[1] ?? dots);
  }
  return { domains: domains.filter((domain) => domain !== '.'), dots };
}

/** The full names that a short one can mean, in the order in which the system's own resolver asks for them. */
export function namesToAsk(name: string, { domains, dots }: SearchList): readonly string[] {
  if (name.endsWith('.')) return [name];
  const longer = domains.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= dots ? [name, ...longer] : [...longer, name];
}

/** The addresses that a hosts(5) file has for a name. */
export function addressesIn(hosts: string, name: string): readonly string[] {
  return hosts.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return address && names.some((one) => one.toLowerCase() === name.toLowerCase()) ? [address] : [];
  });
}
