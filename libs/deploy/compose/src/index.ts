export { composeVariables } from './compose-variables.ts';
export { composeFile, type ComposeFile } from './compose-file.ts';
export { observersFile } from './observers-file.ts';
export { networkOf, type Edge } from './networks.ts';
export { EDGE, PROMETHEUS, SECRETS, STATE_DIR, SECRETS_DIR, UNPINNED } from './names.ts';
