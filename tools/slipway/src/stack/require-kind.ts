import { CommandError } from '../exit.ts';
import type { Stack, StackService } from './stack.ts';

/** The service of a kind, which the stack may lack when it was started with --only. */
export function requireKind(stack: Stack, kind: StackService['kind']): StackService {
  const found = stack.services.find((service) => service.kind === kind);
  if (found !== undefined) return found;
  throw new CommandError(
    'unavailable',
    `The running stack has no ${kind} service: ./slipway down, then ./slipway up`,
  );
}
