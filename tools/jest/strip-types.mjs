import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

// Tests run the text that Node itself runs: types become blanks, so lines and columns stay as written.
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
  getCacheKey: (source, path) =>
    createHash('sha256').update(process.version).update(path).update(source).digest('hex'),
};
