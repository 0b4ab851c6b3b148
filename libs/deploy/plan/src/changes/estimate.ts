import { isRecord, type Manifest } from '../manifest/manifest.ts';

/**
 * What an object may become, where the server gives no answer to a dry run: the wanted fields over those that are
 * there. A field that is no longer wanted stays, as only the server knows who else wants it.
 */
export const estimateResult = (live: Manifest, wanted: Manifest): Manifest => lay(wanted, live) as Manifest;

function lay(wanted: unknown, there: unknown): unknown {
  if (isRecord(wanted) && isRecord(there))
    return {
      ...there,
      ...Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, lay(value, there[name])])),
    };
  if (!Array.isArray(wanted) || !Array.isArray(there)) return wanted;
  return wanted.map((member: unknown, index) => {
    const name = isRecord(member) ? member.name : undefined;
    const same = name === undefined ? there[index] : there.find((one) => isRecord(one) && one.name === name);
    return isRecord(member) ? lay(member, same) : member;
  });
}
