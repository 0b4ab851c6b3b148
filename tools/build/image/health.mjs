// The health check of an image, which has no shell: exit 0 when the service answers 200 at the path, else 1. It waits
// as long as it is left to: the engine ends it at the time-out of the check, which is the one that counts.
const [path = '/readyz'] = process.argv.slice(2);
const answer = await fetch(`http://127.0.0.1:${process.env.SLIPWAY_PORT}${path}`).catch(() => undefined);
process.exit(answer?.status === 200 ? 0 : 1);
