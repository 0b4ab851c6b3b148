import { endWhole } from '@slipway/load/testing';
import type { FaultStack } from './stack.ts';

const MODEL = 'digits-cnn';
const SERVICE = 'digits-onnx';
const USER = 10_003;

/** A model of the image gets version 2, the same net, beside version 1 or in its stead. */
const withVersion2 = (versions: 'both' | 'only') => `
  const fs = process.getBuiltinModule('node:fs');
  const folder = 'models/${MODEL}';
  const [head, first] = fs.readFileSync(folder + '/model.yaml', 'utf8').split('versions:');
  const second = first.replace("'1'", "'2'");
  fs.cpSync(folder + '/1', folder + '/2', { recursive: true });
  fs.writeFileSync(folder + '/model.yaml', head + 'versions:' + ${versions === 'both' ? 'first + second' : 'second'});`;

const lines = (versions: 'both' | 'only'): string =>
  [
    'USER 0',
    `RUN ${JSON.stringify(['/usr/local/bin/node', '-e', withVersion2(versions)])}`,
    `USER ${USER}:${USER}`,
  ].join('\n');

/** A model gets a new version, and loses its old one, while clients ask. */
export function modelVersions(stack: FaultStack): void {
  it('loses no request, of whatever version, while a model gets a new one and loses its old one', async () => {
    const endEnsemble = await stack.load();
    const endPinned = await stack.load({ model: MODEL, version: '1' });
    const endNewest = await stack.load({ model: MODEL });
    const change = async (versions: 'both' | 'only') => {
      await stack.setImage(SERVICE, await stack.makeImage(SERVICE, lines(versions)));
      await stack.settle(SERVICE);
    };
    await change('both');
    const pinned = await endWhole('a new version of a model: asked for the old one', endPinned);
    expect(pinned.versions).toEqual({ 1: pinned.issued });
    await change('only');
    const newest = await endWhole('a new version of a model: asked for no version', endNewest);
    expect(Object.keys(newest.versions)).toEqual(['1', '2']);
    await endWhole('a new version of a model: asked for the ensemble', endEnsemble);
    await stack.kubectl('rollout', 'undo', `deployment/${SERVICE}`);
    await stack.settle(SERVICE);
  }, 600_000);
}
