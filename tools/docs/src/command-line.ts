import type { Command } from 'commander';
import { loadFile, root } from './workspace.ts';

interface ProgramModule {
  createProgram(workspace: unknown, terminal: unknown): Command;
}

interface WorkspaceModule {
  createWorkspace(root: string, env: object): unknown;
}

export interface ExitCodes {
  readonly exitCodes: Readonly<Record<string, { readonly code: number; readonly meaning: string }>>;
}

export const loadExitCodes = (): Promise<ExitCodes> => loadFile<ExitCodes>('tools/slipway/src/exit.ts');

/** The command line as it is, to be looked at and never run. */
export async function loadProgram(): Promise<Command> {
  const { createProgram } = await loadFile<ProgramModule>('tools/slipway/src/program.ts');
  const { createWorkspace } = await loadFile<WorkspaceModule>('tools/slipway/src/workspace.ts');
  const silent = { print: () => undefined, say: () => undefined };
  return createProgram(createWorkspace(root, {}), silent);
}
