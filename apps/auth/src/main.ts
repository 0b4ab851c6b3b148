import { runService } from '@slipway/service-lifecycle';
import { startAuth } from './start.ts';

await runService('auth', () => startAuth(process.env));
