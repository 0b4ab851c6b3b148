// Loaded before the command line, so that Node keeps the compiled form of what that imports: a start takes half the time.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/slipway'));
