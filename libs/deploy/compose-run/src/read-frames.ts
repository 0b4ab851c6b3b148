const FRAME_HEADER = 8;

/** Text of both streams: the engine sends frames of a stream number, three zeros, a length in 32 bits and bytes. */
export function readFrames(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + FRAME_HEADER <= bytes.length;) {
    const length = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length));
    at += FRAME_HEADER + length;
  }
  return Buffer.concat(parts).toString('utf8');
}
