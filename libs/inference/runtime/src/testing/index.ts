import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelSignature, Tensor } from '@slipway/inference-protocol';
import { ModelLoadError, type LoadedModel, type ModelArtifact, type Runtime } from '../runtime.ts';

export interface RuntimeCase {
  readonly runtime: Runtime;
  /** A model with one FP32 input and one FP32 output, both with rows first. */
  readonly artifact: ModelArtifact;
  /** Some rows, and the place of the greatest element in each row of the answer. */
  readonly rows: { readonly data: Float32Array; readonly count: number; readonly winners: readonly number[] };
}

/** What every runtime must do, whatever executes beneath it. */
export function itKeepsTheRuntimeContract({ runtime, artifact, rows }: RuntimeCase): void {
  const { signature } = artifact;
  const [input, output] = [signature.inputs[0]!, signature.outputs[0]!];
  const rowSize = rows.data.length / rows.count;
  const classes = output.shape[1]!;
  let model: LoadedModel;

  const ask = async (from: number, to: number): Promise<Tensor> => {
    const data = rows.data.slice(from * rowSize, to * rowSize);
    const tensor: Tensor = { ...input, shape: [to - from, ...input.shape.slice(1)], data };
    return (await model.execute([tensor], [output.name]))[0]!;
  };
  const loading = (changed: Partial<ModelArtifact>) =>
    runtime.load({ ...artifact, ...changed }, { threads: 1 });
  const declaring = (changed: Partial<ModelSignature>) =>
    loading({ signature: { ...signature, ...changed } });

  beforeAll(async () => {
    model = await loading({});
  });
  afterAll(() => model.close());

  it('says what computes', () => {
    expect(model.backend).toMatch(/\d/);
    expect(runtime.platform).toMatch(/^[a-z]+_[a-z]+$/);
  });

  it('answers with the declared name, datatype and shape, and the right classes', async () => {
    const answer = await ask(0, rows.count);
    expect(answer).toMatchObject({
      name: output.name,
      datatype: output.datatype,
      shape: [rows.count, classes],
    });
    expect(answer.data).toBeInstanceOf(Float32Array);
    expect(winners(answer.data as Float32Array, classes)).toEqual(rows.winners);
  });

  it('answers a row alike whether it comes alone or in a batch', async () => {
    const together = (await ask(0, rows.count)).data as Float32Array;
    for (let row = 0; row < rows.count; row++) {
      const alone = (await ask(row, row + 1)).data as Float32Array;
      alone.forEach((value, index) =>
        expect(Math.abs(value - together[row * classes + index]!)).toBeLessThan(1e-5),
      );
    }
  });

  it('gives answers that later executions do not change', async () => {
    const first = await ask(0, 1);
    const copy = Float32Array.from(first.data as Float32Array);
    await ask(1, 2);
    expect(first.data).toEqual(copy);
  });

  it('keeps executions that run at the same time apart', async () => {
    const alone = await Promise.all(rows.winners.map((_, row) => ask(row, row + 1)));
    expect(alone.flatMap(({ data }) => winners(data as Float32Array, classes))).toEqual(rows.winners);
  });

  it.each([
    ['an input of another shape', { inputs: [{ ...input, shape: [-1, 3] }] }],
    ['an output of another shape', { outputs: [{ ...output, shape: [-1, 3] }] }],
    ['an input that it lacks', { inputs: [input, { ...input, name: 'other' }] }],
    ['a datatype that it lacks', { inputs: [{ ...input, datatype: 'BF16' as const }] }],
  ])('does not load a model that is declared with %s', async (_, changed) => {
    await expect(declaring(changed)).rejects.toThrow(ModelLoadError);
  });

  it('does not load corrupt or missing files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-'));
    await expect(loading({ folder })).rejects.toThrow(ModelLoadError);
    for (const file of await readdir(artifact.folder)) await writeFile(join(folder, file), 'not a model');
    await expect(loading({ folder })).rejects.toThrow(ModelLoadError);
    await rm(folder, { recursive: true });
  });
}

function winners(data: Float32Array, classes: number): number[] {
  return Array.from({ length: data.length / classes }, (_, row) => {
    const scores = data.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores));
  });
}
