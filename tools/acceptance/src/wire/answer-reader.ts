/** One HTTP answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; values of a repeated header are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Takes answers out of a stream of bytes. Small on purpose: a lenient client would hide what a server does wrong. */
export class AnswerReader {
  readonly answers: Answer[] = [];
  private held = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.held = Buffer.concat([this.held, chunk]);
    this.read(false);
  }

  /** The connection has ended: a body without a length ends with it. */
  end(): void {
    this.read(true);
  }

  private read(ended: boolean): void {
    for (;;) {
      const headEnd = this.held.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const head = parseHead(this.held.toString('latin1', 0, headEnd));
      const found = readBody(this.held.subarray(headEnd + 4), head, ended);
      if (found === undefined) return;
      this.held = this.held.subarray(headEnd + 4 + found.used);
      // An interim answer, such as 100 Continue, is not the answer.
      if (head.status >= 200) this.answers.push({ ...head, body: found.body });
    }
  }
}

type Head = Pick<Answer, 'status' | 'headers'>;

function parseHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1] ?? 0), headers };
}

function readBody(bytes: Buffer, { status, headers }: Head, ended: boolean) {
  if (status < 200 || status === 204 || status === 304) return { body: Buffer.alloc(0), used: 0 };
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes);
  const length = headers['content-length'];
  if (length === undefined) return ended ? { body: bytes, used: bytes.length } : undefined;
  const size = Number(length);
  return bytes.length >= size ? { body: Buffer.from(bytes.subarray(0, size)), used: size } : undefined;
}

function readChunks(bytes: Buffer): { body: Buffer; used: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), used: next };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
