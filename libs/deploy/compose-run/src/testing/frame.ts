/** A piece of output as the engine sends it: https://docs.docker.com/reference/api/engine/, "Attach to a container". */
export function frame(content: string | Uint8Array, stream: 1 | 2 = 1): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}
