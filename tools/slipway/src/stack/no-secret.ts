import { CommandError } from '../exit.ts';

export const noSecret = (client: string, why: string | undefined): CommandError =>
  new CommandError(
    'usage',
    `No secret of client ${client} is kept here (${why}): choose another --client, or add it by ./slipway client add`,
  );
