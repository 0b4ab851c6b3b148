import { runService } from '@slipway/service-lifecycle';
import { startGateway } from './start.ts';

await runService('gateway', () => startGateway(process.env));
