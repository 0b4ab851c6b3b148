/** One line at the end of a terminal that is written anew; an empty text takes it away. */
export type LiveLine = (text: string) => void;

export interface LiveStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const DEFAULT_COLUMNS = 80;
/** Back to the begin of the line, and empty it. */
const CLEAR = '\r\u001b[2K';

/** Undefined where nobody looks at a terminal: progress is plain lines there. */
export function createLiveLine(stream: LiveStream): LiveLine | undefined {
  if (!stream.isTTY) return undefined;
  // A line that wraps could not be taken away.
  return (text) => void stream.write(CLEAR + text.slice(0, (stream.columns ?? DEFAULT_COLUMNS) - 1));
}
