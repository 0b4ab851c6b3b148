import type { Difference } from '@slipway/deploy-parity';
import { INTENDED_FILE, type Parity } from './check-parity.ts';

/** A line for each finding, or one that says what was compared. */
export function describeParity({ unexpected, unused, intended, services, overlays }: Parity): string {
  const findings = [
    ...unexpected.map(describe),
    ...unused.map((line) => `${INTENDED_FILE} allows a difference that is none: ${line}; remove it`),
  ];
  if (findings.length > 0) return findings.join('\n');
  return `${services.length} services of Compose and the overlays ${overlays.join(', ')} agree, but for ${intended.length} differences that ${INTENDED_FILE} gives the reasons for`;
}

const describe = ({ overlay, service, field, compose, kubernetes }: Difference): string =>
  `${service}: ${field}: Compose has ${show(compose)}, overlay ${overlay} has ${show(kubernetes)}`;

const show = (value: string | undefined): string => (value === undefined ? 'none' : JSON.stringify(value));
