// Run by service.test.ts as a process of its own: signals and exits cannot be tried within Jest.
import { runService, StartError } from '../index.ts';

const [mode] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);

await runService(
  'fixture',
  async () => {
    if (mode === 'refuse') throw new StartError('PORT is missing: set it');
    if (mode === 'defect') setTimeout(() => Promise.reject(new Error('defect')), 10);
    const timer = setInterval(() => undefined, 1_000);
    if (mode === 'defect while starting') {
      setTimeout(() => Promise.reject(new Error('defect')), 10);
      await new Promise(() => undefined);
    }
    say('started');
    return {
      onDefect: (error) => say(`defect: ${(error as Error).message}`),
      stop: async () => {
        say('stopping');
        if (mode === 'hang') await new Promise(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 100));
        clearInterval(timer);
        say('stopped');
      },
    };
  },
  { stopTimeoutMillis: 300 },
);
