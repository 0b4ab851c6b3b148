import { createServer } from 'node:net';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import type { Addresses } from './environment.ts';
import { describeHolder } from './port-holder.ts';

/** Lines for the ports that services need and cannot have, each with who holds it and what to do. */
export async function checkPorts(
  services: readonly ServiceDeclaration[],
  { host, portOf }: Addresses,
): Promise<string[]> {
  const lines = await Promise.all(
    services.map(async (service) => {
      const port = portOf(service);
      if (port > 65_535) return `${service.name} has no port ${port}: choose a smaller --port-offset`;
      const code = await refusalOf(host, port);
      if (code === undefined) return undefined;
      if (code !== 'EADDRINUSE')
        return `${service.name} cannot have port ${port} (${code}): use --port-offset`;
      return `Port ${port} of ${service.name} is taken${describeHolder(port)}, or start with --port-offset 100`;
    }),
  );
  return lines.filter((line) => line !== undefined);
}

/** Why the port cannot be had: an error code, or undefined where it is free. */
export function refusalOf(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}
