export { composeFile } from './compose-file.ts';
export { networkOf, type Edge } from './networks.ts';
export { EDGE, SECRETS, STATE_DIR, SECRETS_DIR } from './names.ts';
