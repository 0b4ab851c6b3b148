import { readConfig, type ConfigOf, type Settings } from '@slipway/service-config';
import { StartError } from './service.ts';

/** Reads the configuration or stops the start with one line for each wrong setting. */
export function requireConfig<S extends Settings>(
  settings: S,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<S> {
  const result = readConfig(settings, env);
  if (!result.ok) throw new StartError(result.errors.join('\n'));
  return result.config;
}
