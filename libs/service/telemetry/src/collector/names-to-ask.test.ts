import { addressesIn, namesToAsk, parseSearchList } from './names-to-ask.ts';

const POD = `search slipway.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5`;

describe('the names that a short one can mean', () => {
  it('are those of the search list first, as a pod has them', () => {
    expect(namesToAsk('collector.observability', parseSearchList(POD))).toEqual([
      'collector.observability.slipway.svc.cluster.local',
      'collector.observability.svc.cluster.local',
      'collector.observability.cluster.local',
      'collector.observability',
    ]);
  });

  it.each([
    ['with dots enough', 'a.example.org', 'search x.org', ['a.example.org', 'a.example.org.x.org']],
    [
      'where no dot is asked for',
      'collector',
      'search x.org\noptions ndots:0',
      ['collector', 'collector.x.org'],
    ],
    ['that ends with a dot', 'a.', POD, ['a.']],
    ['without a configuration', 'collector', '', ['collector']],
    ['where the root is searched', 'collector', 'search .', ['collector']],
    ['with one domain', 'a', 'search x.org y.org\ndomain z.org w.org', ['a.z.org', 'a']],
  ])('of one %s', (_, name, configuration, names) => {
    expect(namesToAsk(name, parseSearchList(configuration))).toEqual(names);
  });
});

describe('a hosts file', () => {
  const hosts = '# own\n127.0.0.1\tlocalhost\n10.0.0.7  collector.lan Collector # by hand\n::1 localhost\n\n';

  it.each([
    ['collector', ['10.0.0.7']],
    ['COLLECTOR.lan', ['10.0.0.7']],
    ['localhost', ['127.0.0.1', '::1']],
    ['hand', []],
    ['own', []],
    ['', []],
  ])('has for %j %j', (name, addresses) => {
    expect(addressesIn(hosts, name)).toEqual(addresses);
  });
});
