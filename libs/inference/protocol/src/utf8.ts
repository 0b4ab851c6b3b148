import { fail, ok, type Result } from '@slipway/service-problem';

// A byte order mark is kept, and so refused by the JSON parser (RFC 8259, section 8.1: it must not be sent).
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8 and refuses what is not; problems: `invalid-json`. */
export function decodeUtf8(bytes: Uint8Array): Result<string> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    return fail('invalid-json', 'the text is not valid UTF-8');
  }
}
