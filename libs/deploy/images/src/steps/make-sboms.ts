import { afterSbom, canonicalJson, type ImageEntry } from '@slipway/deploy-lock';
import { digestOf } from '../digest.ts';
import { failWith, succeed, type Outcome } from '../outcome.ts';
import type { SbomTool } from '../sbom/sbom-tool.ts';
import { forEachImage, type StepContext } from './step.ts';

export interface MakeSboms extends StepContext {
  readonly sboms: SbomTool;
}

/**
 * Lists the contents of each image; a list that is there and is the recorded one stays.
 * It is kept in canonical form, so that what a registry gives back can be compared with it.
 */
export const makeSboms = ({ sboms, ...context }: MakeSboms): Promise<Outcome<readonly ImageEntry[]>> =>
  forEachImage(context, async (entry) => {
    const { store, say, signal } = context;
    const { name, imageId } = entry;
    if (imageId === undefined)
      return failWith('invalid', `${name}: it was not built; run: ./slipway images build`);
    const kept = await store.readEvidence(name, 'sbom');
    if (kept !== undefined && entry.sbom !== undefined && digestOf(kept) === entry.sbom.digest) {
      say(`${name}: its SBOM is there already`);
      return succeed(entry);
    }
    const document = await sboms.describe(imageId, signal);
    if (!document.ok) return document;
    const text = canonicalJson(document.value);
    await store.writeEvidence(name, 'sbom', text);
    say(`${name}: SBOM in ${store.evidenceFile(name, 'sbom')}`);
    return succeed(afterSbom(entry, digestOf(text)));
  });
