import { must } from './docker.ts';

/** A service as `docker compose config` tells it, as far as the tests look at it. */
export interface ComposeService {
  readonly image: string;
  readonly build?: unknown;
  readonly pull_policy?: string;
  readonly develop?: {
    readonly watch: readonly {
      readonly action: string;
      readonly path: string;
      readonly ignore: readonly string[];
    }[];
  };
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly network_mode?: string;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly restart?: string;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly ports?: readonly { readonly host_ip?: string; readonly published?: string }[];
  readonly volumes?: readonly { readonly type: string; readonly source: string; readonly target: string }[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly deploy?: {
    readonly resources?: {
      readonly limits?: { readonly cpus?: number; readonly memory?: string; readonly pids?: number };
    };
  };
}

export interface ComposeNetwork {
  readonly internal?: boolean;
  readonly driver_opts?: Readonly<Record<string, string>>;
}

export interface ComposeModel {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, ComposeNetwork>>;
}

/** compose.yaml with every profile on, and nothing set in the environment. */
export async function readComposeModel(): Promise<ComposeModel> {
  const json = await must('docker', ['compose', '--profile', '*', 'config', '--format', 'json'], {
    env: { COMPOSE_PROJECT_NAME: 'slipway' },
  });
  return JSON.parse(json) as ComposeModel;
}
