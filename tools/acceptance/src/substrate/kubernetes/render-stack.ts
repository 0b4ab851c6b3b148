import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { createRender } from '@slipway/deploy-cluster';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Manifest } from '@slipway/deploy-plan';
import { workspaceRoot } from '../../workspace.ts';
import { directAccess } from './direct-access.ts';
import { KEY_SERVER, keyServerObjects } from './key-server-objects.ts';
import { LINES } from './stand-in/stand-in-objects.ts';
import { overlay, type OverlayOptions } from './overlay.ts';

export interface RenderStack extends Omit<OverlayOptions, 'k8s'> {
  /** Node ports of the ways that are there in any state, of the services and the key server. */
  readonly directPortOf: ReadonlyMap<string, number>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What runs in pods of the tests' own. */
const sources = join(workspaceRoot, 'tools/acceptance/src');
const PROGRAMS = ['credentials/key-server.ts', 'substrate/kubernetes/stand-in/relay.ts'];

/** Every object of a stack, by a kustomization in a temporary folder. */
export async function renderStack(
  system: readonly ServiceDeclaration[],
  { directPortOf, env, ...placed }: RenderStack,
): Promise<readonly Manifest[]> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-acceptance-')));
  try {
    const [image = ''] = placed.images.values();
    const objects = [
      ...system.map((service) =>
        directAccess(service, {
          nodePort: directPortOf.get(service.name)!,
          ...(placed.options.standIns?.[service.name] !== undefined && { targetPort: LINES }),
        }),
      ),
      ...keyServerObjects(system, { image, nodePort: directPortOf.get(KEY_SERVER)! }),
    ];
    const kustomization = overlay(system, { ...placed, k8s: relative(home, join(workspaceRoot, 'k8s')) });
    writeFileSync(join(home, 'kustomization.yaml'), JSON.stringify(kustomization));
    writeFileSync(join(home, 'objects.yaml'), objects.map((one) => JSON.stringify(one)).join('\n---\n'));
    for (const program of PROGRAMS) cpSync(join(sources, program), join(home, basename(program)));
    return await createRender(env)(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}
