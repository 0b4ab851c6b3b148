#!/usr/bin/env node
// For `npx --no slipway`: the same way in as ./slipway.
import '../../bootstrap.mjs';
