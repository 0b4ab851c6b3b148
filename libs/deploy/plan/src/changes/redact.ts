import { isRecord, type Manifest } from '../manifest/manifest.ts';
import type { FieldChange } from './diff-fields.ts';

/** kubectl keeps a copy of the whole object here, values of a Secret included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const REDACTED = '(redacted)';

/** No value of a Secret is ever shown: that it changes is told, what it was or becomes is not. */
export function redactChanges(kind: string, changes: readonly FieldChange[]): readonly FieldChange[] {
  return changes
    .filter(({ path }) => !path.endsWith(`"${LAST_APPLIED}"`))
    .map((change) => (kind === 'Secret' ? redact(change) : change));
}

function redact(change: FieldChange): FieldChange {
  if (!/^(data|stringData|metadata\.annotations)(\.|$)/.test(change.path)) return change;
  return {
    path: change.path,
    ...('before' in change && { before: REDACTED }),
    ...('after' in change && { after: REDACTED }),
  };
}

/** The object as it may be shown. */
export function redactManifest(manifest: Manifest): Manifest {
  const { annotations, ...metadata } = manifest.metadata;
  const { [LAST_APPLIED]: _copy, ...others } = annotations ?? {};
  const shown = {
    ...manifest,
    metadata: annotations === undefined ? metadata : { ...metadata, annotations: others },
  };
  if (manifest.kind !== 'Secret') return shown;
  const hide = (values: unknown) =>
    isRecord(values) ? Object.fromEntries(Object.keys(values).map((name) => [name, REDACTED])) : values;
  return {
    ...shown,
    ...('data' in manifest && { data: hide(manifest.data) }),
    ...('stringData' in manifest && { stringData: hide(manifest.stringData) }),
  };
}
