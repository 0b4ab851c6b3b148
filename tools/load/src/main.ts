// Load on the public API for a while, then one line of JSON with what came of it. Exit 0: every request was answered as
// promised; 1: not so; 64: the settings are wrong. docs/how-to/generate-load.md has the settings.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { createAccessToken } from './access-token.ts';
import { digitInput } from './digit.ts';
import { runLoad } from './run-load.ts';
import { readSettings } from './settings.ts';
import { isAsPromised } from './tally.ts';

const read = readSettings(process.env);
if (!read.ok) {
  for (const error of read.errors) console.error(`load: ${error}`);
  process.exit(64);
}
const { url, model, requestsPerSecond, seconds, clientId, secretsDir } = read.settings;
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());

const agent = new Agent({ keepAlive: true });
const clientSecret = readFileSync(join(secretsDir, clientId), 'utf8').trim();
const token = createAccessToken({ url, agent, clientId, clientSecret });
await token();
const summary = await runLoad({
  url,
  model,
  inputs: [digitInput],
  token,
  requestsPerSecond,
  seconds,
  signal: stopped.signal,
});
agent.destroy();
console.log(JSON.stringify(summary));
process.exitCode = isAsPromised(summary) ? 0 : 1;
