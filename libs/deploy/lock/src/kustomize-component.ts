import { stringify } from 'yaml';
import type { ImagesLock } from './lock.ts';

/** The name that manifests use for a service's image, whatever registry it comes from. */
export const manifestImage = (service: string): string => `slipway/${service}`;

/** The text of `k8s/components/images/kustomization.yaml`: tag and digest of each image, together. */
export function kustomizeComponent({ images }: ImagesLock): string {
  return `# Written by \`slipway images lock\` from images.lock.json; an edit is overwritten.\n${stringify(
    {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      images: images.map(({ name, repository, tag, digest }) => ({
        name: manifestImage(name),
        newName: repository,
        newTag: tag,
        ...(digest !== undefined && { digest }),
      })),
    },
    { lineWidth: 0 },
  )}`;
}
