import { failWith, succeed } from '../outcome.ts';
import { endWell } from '../tool/end-well.ts';
import type { RunTool } from '../tool/run-tool.ts';
import type { SbomTool } from './sbom-tool.ts';

/** SBOMs by syft, from the engine's own image, so that nothing need be pushed before its contents are known. */
export const createSyft = (run: RunTool): SbomTool => ({
  async describe(imageId, signal) {
    const ended = endWell(
      await run({
        tool: 'syft',
        args: ['scan', `docker:${imageId}`, '--output', 'spdx-json', '--quiet'],
        env: { SYFT_CHECK_FOR_APP_UPDATE: 'false' },
        timeoutMillis: 10 * 60_000,
        ...(signal && { signal }),
      }),
      {
        tool: 'syft',
        doing: `list the contents of ${imageId}`,
        install: 'install syft (https://oss.anchore.com/docs/installation/syft/)',
      },
    );
    if (!ended.ok) return ended;
    const document: unknown = JSON.parse(ended.value.stdout.toString('utf8'));
    return typeof document === 'object' && document !== null && 'spdxVersion' in document
      ? succeed(document)
      : failWith('failed', `Could not list the contents of ${imageId}: syft printed no SPDX document`);
  },
});
