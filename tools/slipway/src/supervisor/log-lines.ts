/** Longest line kept in one piece, in characters: a service that writes no line ends must not fill the memory. */
const MAX_LINE = 64 * 1024;

/** Cuts chunks of text into whole lines; `flush` gives what is left at the end. */
export function createLineSplitter(onLine: (line: string) => void): {
  push(chunk: string): void;
  flush(): void;
} {
  let rest = '';
  return {
    push: (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onLine(line);
      while (rest.length > MAX_LINE) {
        onLine(rest.slice(0, MAX_LINE));
        rest = rest.slice(MAX_LINE);
      }
    },
    flush: () => {
      if (rest.trim() !== '') onLine(rest);
      rest = '';
    },
  };
}

/** A log file holds JSON only: what a service writes as it is when it is JSON, else wrapped in ECS fields. */
export function toJsonLine(
  line: string,
  {
    service,
    stream,
    time,
  }: { readonly service: string; readonly stream: 'stdout' | 'stderr'; readonly time: Date },
): string {
  if (line.startsWith('{') && isJson(line)) return line;
  const level = stream === 'stderr' ? 'error' : 'info';
  return JSON.stringify({
    '@timestamp': time.toISOString(),
    'log.level': level,
    'service.name': service,
    message: line,
  });
}

/** One line for a person: the message of a JSON line, or the line itself. */
export function messageOf(line: string): string {
  try {
    const { message, error } = JSON.parse(line) as { message?: string; error?: { message?: string } };
    return [message, error?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
