// Makes Elasticsearch what the profile `logging` needs: the password of Kibana's user, the shipper's user and role, the
// life cycle and the templates of its documents. Every call sets a whole thing, so that running it again changes nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const { ELASTICSEARCH_URL: url, SECRETS_FOLDER: folder } = process.env;
if (!url || !folder) {
  console.error('set-up: ELASTICSEARCH_URL and SECRETS_FOLDER must be set');
  process.exit(64);
}
const TRIES = 30;
const PAUSE_MILLIS = 2_000;

const secret = (name) => readFileSync(join(folder, name), 'utf8').trim();
const read = (file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const authorization = `Basic ${Buffer.from(`elastic:${secret('elastic')}`).toString('base64')}`;

await call('GET', '/_cluster/health?wait_for_status=yellow&timeout=30s');
await call('POST', '/_security/user/kibana_system/_password', { password: secret('kibana_system') });
await call('PUT', '/_ilm/policy/slipway-logs', read('life-cycle.json'));
await call('PUT', '/_component_template/slipway-logs-mappings', read('mappings.json'));
await call('PUT', '/_component_template/slipway-logs-settings', read('settings.json'));
await call('PUT', '/_index_template/slipway-logs', read('index-template.json'));
await call('PUT', '/_security/role/slipway-shipper', read('shipper-role.json'));
await call('PUT', '/_security/user/slipway-shipper', {
  password: secret('slipway-shipper'),
  roles: ['slipway-shipper'],
});

/** One call, repeated while Elasticsearch is away or busy; any other refusal ends the set-up. */
async function call(method, path, body) {
  let said = '';
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await sleep(Number(process.env.PAUSE_MILLIS ?? PAUSE_MILLIS));
    const answer = await fetch(url + path, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    }).catch((error) => ({ status: 503, text: async () => String(error.cause?.code ?? error.message) }));
    said = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    if (answer.status < 300) return console.log(`set-up: ${method} ${path}: done`);
    if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) break;
  }
  console.error(`set-up: ${method} ${path}: ${said}`);
  process.exit(1);
}
