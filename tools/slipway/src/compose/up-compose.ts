import { join } from 'node:path';
import {
  bringUp,
  ComposeError,
  createComposeProject,
  createEngine,
  systemClock,
  type ComposeProject,
  type UpdateOutcome,
} from '@slipway/deploy-compose-run';
import { SECRETS, UNPINNED } from '@slipway/deploy-compose';
import type { ServiceDeclaration } from '@slipway/deploy-declaration';
import { readSystem } from '../declarations/read-system.ts';
import { CommandError } from '../exit.ts';
import { requireLocked } from '../images/check-locked.ts';
import { prepareHome } from '../run-state/prepare-home.ts';
import type { Workspace } from '../workspace.ts';
import { plainRecord, readComposeRecord, writeComposeRecord, type ComposeRecord } from './compose-record.ts';
import { holdLock } from './hold-lock.ts';
import { reachEngine } from './reach-engine.ts';

export interface ComposeUpOptions {
  readonly portOffset: number;
  /** Builds the images first. */
  readonly build: boolean;
  /** Runs the locked images and nothing else. */
  readonly locked: boolean;
  /** Instead of the key in the state folder. */
  readonly publicKey?: string;
  /** Compose profiles to run beside those of COMPOSE_PROFILES. */
  readonly profiles: readonly string[];
}

/** The port of the proxy in compose/edge.yaml where nothing else is said. */
const EDGE_PORT = 8080;
/** The profile of compose/postgres.yaml, and its database. */
const POSTGRES = 'postgres';
const DATABASE_URL = 'postgres://slipway@postgres:5432/slipway';

/** Starts the stack in containers, or brings a running one to what the workspace says, one service at a time. */
export async function upCompose(
  workspace: Workspace,
  options: ComposeUpOptions,
  say: (line: string) => void,
): Promise<readonly UpdateOutcome[]> {
  const system = readSystem(workspace.root);
  prepareHome(workspace, []);
  const record = await planRecord(workspace, options, say);
  // A released image is named by its digest, and what is built cannot be.
  const isBuilt = options.build && !options.locked;
  const env = { ...(isBuilt && { SLIPWAY_IMAGES: UNPINNED }), ...workspace.env };
  const project = openProject({ ...workspace, env }, record, say);
  const release = holdLock(join(workspace.home, 'compose.lock'));
  try {
    return await reachEngine(() => run(workspace, { system, record, project, options, say }));
  } catch (error) {
    throw error instanceof ComposeError ? new CommandError('failed', error.message.split('\n')) : error;
  } finally {
    release();
  }
}

interface Run {
  readonly system: readonly ServiceDeclaration[];
  readonly record: ComposeRecord;
  readonly project: ComposeProject;
  readonly options: ComposeUpOptions;
  readonly say: (line: string) => void;
}

async function run(workspace: Workspace, { system, record, project, options, say }: Run) {
  const { services } = await project.model();
  const known = new Set(system.map(({ name }) => name));
  const others = Object.keys(services).filter((name) => !known.has(name) && name !== SECRETS);
  if (options.build && !options.locked) {
    say('Building the images …');
    await project.build(Object.keys(services).filter((name) => services[name]?.build !== undefined));
  }
  writeComposeRecord(workspace, record);
  const outcomes = await bringUp(
    { system, others, oneShots: [SECRETS] },
    { project, engine: createEngine(), clock: systemClock, projectName: record.project, say },
  );
  const failure = outcomes.find((outcome) => outcome.kind === 'failed');
  if (failure?.kind === 'failed') throw explain(failure);
  return outcomes;
}

function explain({ service, reason, lastLines }: Extract<UpdateOutcome, { kind: 'failed' }>): CommandError {
  const log = lastLines.length > 0 ? ['Its last lines:', ...lastLines] : [];
  return new CommandError('failed', [`${service}: ${reason}`, ...log]);
}

/** Which project is meant and, where only locked images may run, the file that pins them. */
async function planRecord(
  workspace: Workspace,
  { portOffset, profiles, locked, publicKey }: ComposeUpOptions,
  say: (line: string) => void,
): Promise<ComposeRecord> {
  const name = plainRecord(workspace).project;
  const record: ComposeRecord = {
    project: portOffset === 0 ? name : `${name}-${portOffset}`,
    overrides: [],
    // Later commands may be called without the variable.
    profiles: profilesOf(workspace, profiles),
    portOffset,
  };
  if (!locked) return record;
  const { services } = await openProject(workspace, record, say).model();
  const pinned = await requireLocked(workspace, {
    expected: Object.keys(services),
    ...(publicKey !== undefined && { publicKey }),
    say,
    signal: new AbortController().signal,
  });
  return { ...record, overrides: [pinned] };
}

export function openProject(
  workspace: Workspace,
  { project, overrides, profiles: asked, portOffset }: ComposeRecord,
  say: (line: string) => void,
): ComposeProject {
  const { root, env } = workspace;
  const profiles = profilesOf(workspace, asked);
  return createComposeProject({
    root,
    name: project,
    overrides,
    env: {
      ...env,
      ...(portOffset > 0 && { SLIPWAY_EDGE_PORT: String(EDGE_PORT + portOffset) }),
      ...(profiles.length > 0 && { COMPOSE_PROFILES: profiles.join(',') }),
      ...(profiles.some((name) => name === POSTGRES || name === '*') &&
        !env.SLIPWAY_DATABASE_URL && { SLIPWAY_DATABASE_URL: DATABASE_URL }),
    },
    onLine: say,
  });
}

/** Those that are asked for, and those that `docker compose` would run without being asked. */
const profilesOf = ({ env }: Workspace, asked: readonly string[]): string[] => {
  const usual = (env.COMPOSE_PROFILES ?? '').split(',').map((name) => name.trim());
  return [...new Set([...asked, ...usual])].filter((name) => name !== '');
};

export const currentProject = (workspace: Workspace, say: (line: string) => void): ComposeProject =>
  openProject(workspace, readComposeRecord(workspace), say);
