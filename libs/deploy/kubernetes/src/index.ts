export { folder, kubernetesFiles } from './kubernetes-files.ts';
export {
  CLIENT_KEY,
  clientSecret,
  DATABASE_KEY,
  DATABASE_SECRET,
  HTTP,
  labelsOf,
  metadataOf,
  OF_THE_SYSTEM,
  PART_OF,
  SECRETS_DIR,
  selectorOf,
  SETTINGS,
  START_AFTER,
} from './names.ts';
