import type { Command } from 'commander';
import { integerArgument } from './arguments.ts';

/** What every command that talks to a cluster takes. */
export interface OverlayOptions {
  readonly overlay: string;
  readonly context?: string;
  readonly json?: boolean;
}

/** What every command takes that changes a cluster. */
export interface DeliveryOptions extends OverlayOptions {
  readonly publicKey?: string;
  readonly forceConflicts?: boolean;
  readonly timeout: number;
  readonly yes?: boolean;
}

const MAX_TIMEOUT_SECONDS = 86_400;

export const withOverlay = (command: Command): Command =>
  clusterOptions(command.requiredOption('--overlay <name>', 'which of k8s/overlays'));

export const withDelivery = (command: Command): Command => deliveryOptions(withOverlay(command));

export const clusterOptions = (command: Command): Command =>
  command
    .option('--context <name>', "instead of the kubeconfig's current context")
    .option('--json', 'print one JSON document');

export const deliveryOptions = (command: Command): Command =>
  command
    .option('--public-key <key>', 'verify images by this key instead of the one in the state folder')
    .option('--force-conflicts', 'take over fields that others have set')
    .option(
      '--timeout <seconds>',
      'how long each group of workloads may take to be ready',
      integerArgument(1, MAX_TIMEOUT_SECONDS),
      600,
    )
    .option('--yes', 'on a terminal: do not ask before anything is changed');
