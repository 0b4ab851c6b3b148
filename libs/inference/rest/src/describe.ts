import type { ModelSignature, TensorMetadata } from '@slipway/inference-protocol';

/** Tensors as metadata shows them: without labels and descriptions, which the protocol does not have. */
export const describeTensors = (tensors: readonly TensorMetadata[]): readonly TensorMetadata[] =>
  tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }));

/** The part of Triton's model configuration that has a meaning here. */
export const describeConfig = (model: ModelSignature & { readonly name: string }, platform: string) => ({
  name: model.name,
  platform,
  max_batch_size: model.maxBatchSize,
  input: model.inputs.map(toConfigTensor),
  output: model.outputs.map(toConfigTensor),
});

const toConfigTensor = ({ name, datatype, shape }: TensorMetadata) => ({
  name,
  data_type: `TYPE_${datatype === 'BYTES' ? 'STRING' : datatype}`,
  // Triton leaves the batch dimension out where there is a max_batch_size.
  dims: shape.slice(1),
});
