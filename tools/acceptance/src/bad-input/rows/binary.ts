import { bodies, body, bodyWith, image, request } from '../request.ts';
import type { Row } from '../row.ts';

const binary = (binary_data_size: unknown) => bodyWith({ data: undefined, parameters: { binary_data_size } });

/** Binary tensors come in an issue of their own: until then each try to send them gets a clear refusal. */
export const binaryRows: readonly Row[] = [
  {
    id: '57',
    input:
      'binary: `Inference-Header-Content-Length` missing beside `binary_data_size`, longer than the body, negative, 99999999999',
    status: [400],
    note: 'a request with binary tensors is refused while they are not served',
    send: (target) => [
      ...bodies(target, { missing: binary(256) }, /binary/),
      ...['-1', '99999999999', '1.5', 'all', '0', '100000'].map((length) => ({
        what: `of ${length}`,
        bytes: request(target, { headers: { 'Inference-Header-Content-Length': length } }),
      })),
    ],
  },
  {
    id: '58',
    input: 'binary: `binary_data_size` that does not fit, is negative or no integer',
    status: [400],
    send: (target) =>
      bodies(
        target,
        Object.fromEntries([256, 255, -1, 1.5, '256'].map((size) => [String(size), binary(size)])),
        /binary/,
      ),
  },
  {
    id: '59',
    input: 'both data and `binary_data_size`, or neither',
    status: [400],
    send: (target) =>
      bodies(
        target,
        { both: bodyWith({ parameters: { binary_data_size: 256 } }), neither: bodyWith({ data: undefined }) },
        /binary|data is missing/,
      ),
  },
  {
    id: '60',
    input: 'BYTES element whose length prefix reaches past the end',
    status: [400],
    unapplied: 'binary tensors are not served yet',
  },
  {
    id: '61',
    input: 'BOOL byte that is neither 0 nor 1',
    status: [400],
    unapplied: 'binary tensors are not served yet',
  },
  {
    id: '62',
    input: 'NaN or infinity in binary FP32',
    status: [200],
    note: 'legal data',
    unapplied: 'binary tensors are not served yet',
  },
  {
    id: '63',
    input: 'NaN or infinity in an output as JSON',
    status: [500],
    note: '`non-finite output`',
    unapplied: 'no model here answers one; tested in libs/inference/protocol',
  },
  {
    id: '64',
    input: '`binary_data_output` or `binary_data` that is no boolean',
    status: [400],
    send: (target) =>
      bodies(
        target,
        {
          request: body({ parameters: { binary_data_output: 1 } }),
          output: body({
            inputs: [image()],
            outputs: [{ name: 'probabilities', parameters: { binary_data: 'yes' } }],
          }),
        },
        /true or false/,
      ),
  },
];
