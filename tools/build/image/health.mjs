// The health check of an image, which has no shell: exit 0 when the service answers 200 at the path, else 1.
const [path = '/readyz'] = process.argv.slice(2);
const answer = await fetch(`http://127.0.0.1:${process.env.SLIPWAY_PORT}${path}`, {
  signal: AbortSignal.timeout(2_000),
}).catch(() => undefined);
process.exit(answer?.status === 200 ? 0 : 1);
