export { createDockerImageTool, type DockerOptions } from './engine/docker-image-tool.ts';
export type { ImageTool } from './engine/image-tool.ts';
export { failWith, succeed, type Failure, type Outcome } from './outcome.ts';
export type { SbomTool } from './sbom/sbom-tool.ts';
export { createSyft } from './sbom/syft.ts';
export { parseExceptions, type Exception } from './scan/exceptions.ts';
export {
  describeVulnerability,
  judge,
  type GatePolicy,
  type GateResult,
  type JudgedVulnerability,
} from './scan/gate.ts';
export { createGrypeScanner } from './scan/grype-scanner.ts';
export { createOsvScanner } from './scan/osv/osv-scanner.ts';
export { createTrivyScanner } from './scan/trivy-scanner.ts';
export {
  SEVERITIES,
  type ScanReport,
  type Severity,
  type Vulnerability,
  type VulnerabilityScanner,
} from './scan/vulnerability-scanner.ts';
export { createCosignSigner, createImageCopier } from './sign/cosign-signer.ts';
export { createCosignVerifier } from './sign/cosign-verifier.ts';
export {
  createKeyPair,
  findSigningKey,
  publicHalfOf,
  publicKeyFile,
  type SigningKey,
} from './sign/key-pair.ts';
export type { AttestationKind, CopyImage, Signer, Verifier } from './sign/signer.ts';
export { buildImages, type BuildImages, type ImageToBuild } from './steps/build-images.ts';
export { makeSboms, type MakeSboms } from './steps/make-sboms.ts';
export { pushImages, type PushImages } from './steps/push-images.ts';
export { releaseImages, type ReleaseImages } from './steps/release-images.ts';
export { scanImages, type ScanImages } from './steps/scan-images.ts';
export { signImages, type SignImages } from './steps/sign-images.ts';
export type { StepContext } from './steps/step.ts';
export { verifyImages, type VerifyImages } from './steps/verify-images.ts';
export { writeLocks, type WriteLocks } from './steps/write-locks.ts';
export { createImageStore, type ImageStore } from './store/image-store.ts';
export { lockFiles, readLock, readMergedLock, writeLockFiles, writePins } from './store/lock-files.ts';
export { createToolRunner, type RunTool, type ToolCall, type ToolOutcome } from './tool/run-tool.ts';
