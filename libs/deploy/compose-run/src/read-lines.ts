import { StringDecoder } from 'node:string_decoder';

/** Takes the pieces of a stream as they come and tells each line once it is whole. */
export interface LineReader {
  readonly write: (piece: Buffer) => void;
  /** Tells what is left when the stream has ended without a line break. */
  readonly end: () => void;
}

export function readLines(tell: (line: string) => void): LineReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    write: (piece) => {
      const lines = (rest + decoder.write(piece)).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(tell);
    },
    end: () => {
      const last = rest + decoder.end();
      rest = '';
      if (last !== '') tell(last);
    },
  };
}
