import type { Check } from './check.ts';
import { tool } from './tool.ts';

/** What `--substrate compose` and `images` need. */
export const checkContainers = (): Check[] => [
  tool('docker', {
    why: 'runs the services as containers',
    args: ['version', '--format', '{{.Server.Version}}'],
    atLeast: '20.10',
    fix: 'Install Docker Engine 20.10 or newer, start it, and give this user access to it',
  }),
  tool('docker compose', {
    why: 'runs the containers together',
    args: ['compose', 'version', '--short'],
    atLeast: '2.24',
    fix: 'Install the Compose plugin, 2.24 or newer',
  }),
  tool('docker buildx', {
    why: 'builds the images',
    args: ['buildx', 'version'],
    atLeast: '0.11',
    fix: 'Install the Buildx plugin, 0.11 or newer',
  }),
  tool('cosign', {
    why: 'signs images and checks their signatures',
    args: ['version'],
    fix: 'Install cosign for ./slipway images sign and verify',
  }),
  tool('syft', { why: 'lists what is in an image', fix: 'Install syft for ./slipway images sbom' }),
];
