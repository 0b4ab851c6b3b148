#!/usr/bin/env node
// For `npx --no slipway`: the same way in as ./slipway.
await import(new URL('../../bootstrap.mjs', import.meta.url));
