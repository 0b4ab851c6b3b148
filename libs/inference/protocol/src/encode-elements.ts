import { reject } from './attempt.ts';
import type { Tensor } from './types.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The elements of a tensor as the text of a flat JSON array; rejects what JSON cannot carry. */
export function encodeElements(tensor: Tensor): string {
  const { name, datatype, data } = tensor;
  switch (datatype) {
    case 'FP16':
    case 'BF16':
      return reject(
        'not-implemented',
        `"${name}": ${datatype} travels in binary only, and binary data is not served yet`,
      );
    case 'BOOL':
      return `[${Array.from(data as Uint8Array, (element) => element !== 0).join()}]`;
    case 'BYTES':
      return `[${(data as readonly Uint8Array[]).map((element) => encodeString(element, name)).join()}]`;
    case 'FP32':
    case 'FP64':
      return encodeFloats(data as Float32Array | Float64Array, name);
    default:
      // Integers, the 64-bit ones included, join as their exact decimal text.
      return `[${(data as Int32Array).join()}]`;
  }
}

function encodeFloats(data: Float32Array | Float64Array, name: string): string {
  let negativeZero = false;
  for (let i = 0; i < data.length; i++) {
    const element = data[i] as number;
    if (!Number.isFinite(element))
      reject(
        'non-finite-output',
        `non-finite output "${name}": element ${i} is ${element}, which JSON cannot carry`,
      );
    if (Object.is(element, -0)) negativeZero = true;
  }
  // Faster than joining the typed array: 180 ms against 210 ms or more for a million elements.
  if (!negativeZero) return JSON.stringify(Array.from(data));
  // The sign of zero is data, and the usual conversion drops it.
  return `[${Array.from(data, (element) => (Object.is(element, -0) ? '-0' : String(element))).join()}]`;
}

function encodeString(element: Uint8Array, name: string): string {
  try {
    return JSON.stringify(decoder.decode(element));
  } catch {
    return reject('inference-failed', `"${name}": an element is not valid UTF-8, which JSON cannot carry`);
  }
}
