import { formatPlan } from '@slipway/deploy-plan';
import { formatTable } from '../commands/format-table.ts';
import type { OverlayStatus, WorkloadStatus } from './overlay-status.ts';

/** Enough of a digest to tell two apart. */
const DIGEST_LETTERS = 'sha256:'.length + 12;

export function describeOverlayStatus({
  overlay,
  namespace,
  context,
  release,
  workloads,
  drift,
}: OverlayStatus): string {
  if (release === undefined) return `Nothing has been released to ${namespace} in ${context}`;
  const state = release.reason === undefined ? release.status : `${release.status}: ${release.reason[0]}`;
  const back = release.rollbackOf === undefined ? '' : `, back to ${release.rollbackOf}`;
  const problems = workloads.flatMap(({ name, problem = [] }) => problem.map((line) => `${name}: ${line}`));
  return [
    `Release ${release.number}${back} of ${overlay} in ${namespace} (${context}), ${release.createdAt}: ${state}`,
    '',
    formatTable(['WORKLOAD', 'STATE', 'READY', 'IMAGE'], workloads.flatMap(rowsOf)),
    ...(problems.length > 0 ? ['', ...problems] : []),
    '',
    drift.length === 0
      ? 'The cluster is as the release has it'
      : `The cluster differs from the release:\n${formatPlan({ actions: drift })}`,
  ].join('\n');
}

const rowsOf = ({ name, state, ready, wanted, images }: WorkloadStatus): readonly (readonly string[])[] =>
  (images.length === 0 ? [{ image: '', digest: undefined }] : images).map(({ image, digest }, index) => [
    ...(index === 0 ? [name, state, `${ready}/${wanted}`] : ['', '', '']),
    digest === undefined
      ? image
      : `${image.slice(0, image.indexOf('@'))}@${digest.slice(0, DIGEST_LETTERS)}…`,
  ]);
