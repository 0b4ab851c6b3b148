import { isIP, type LookupFunction } from 'node:net';
import { findAddresses, type NameSources } from './find-addresses.ts';

/** `lookup` for the options of a connection or an agent; Node asks it for names only, never for addresses. */
export const lookupIn =
  (sources: NameSources): LookupFunction =>
  (name, { all, family }, onResult) => {
    const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
    findAddresses(name, sources)
      .then((found) => {
        const addresses = found
          .map((address) => ({ address, family: isIP(address) }))
          .filter((one) => one.family !== 0 && (wanted === 0 || one.family === wanted));
        if (addresses.length > 0) return addresses;
        throw Object.assign(new Error(`no address of family ${wanted} for ${name}`), { code: 'ENOTFOUND' });
      })
      .then(
        (addresses) =>
          all ? onResult(null, addresses) : onResult(null, addresses[0]!.address, addresses[0]!.family),
        (error: NodeJS.ErrnoException) => onResult(error, all ? [] : ''),
      );
  };
