export { canonicalJson } from './canonical-json.ts';
export {
  compareLock,
  type EngineImage,
  type LockFinding,
  type Observation,
  type SignatureCheck,
} from './compare-lock.ts';
export { composeOverride } from './compose-override.ts';
export {
  afterBuild,
  afterProvenance,
  afterPush,
  afterSbom,
  afterSigning,
  type BuiltImage,
} from './evidence.ts';
export { formatLock, mergeLocks, parseLock, type LockResult } from './format-lock.ts';
export { kustomizeComponent, manifestImage } from './kustomize-component.ts';
export {
  createLock,
  imagesLock,
  type ImageEntry,
  type ImageSignature,
  type ImagesLock,
  type ModelDigest,
} from './lock.ts';
export { promotionObstacles } from './promotion.ts';
export { PROVENANCE_TYPE, provenancePredicate, provenanceStatement, type BuildFacts } from './provenance.ts';
export { digestReferences, pinnedReference, taggedReference } from './reference.ts';
export { parseRegistry, registryOf, repositoryIn, type Registry, type RegistryResult } from './registry.ts';
export { signedText } from './signed-text.ts';
