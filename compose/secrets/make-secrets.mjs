// `make-secrets.mjs <folder>:<uid>:<client>,<client> …`: lays the secret of each client into every folder that needs
// it, readable by that folder's user alone. A secret is taken from /given where somebody gave one, else from a folder
// that has it already, else it is made. What is there stays, unless a different one is given; owner and mode are set anew
// where they are not what they should be.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const GIVEN = process.env.GIVEN_FOLDER ?? '/given';
const SECRET_BYTES = 32;

const readers = process.argv.slice(2).map((argument) => {
  const [folder, uid, clients] = argument.split(':');
  if (!folder || !/^\d+$/.test(uid ?? '') || !clients) {
    console.error(`secrets: expected <folder>:<uid>:<client>,<client>, got ${argument}`);
    process.exit(2);
  }
  return { folder, uid: Number(uid), clients: clients.split(',') };
});

for (const client of new Set(readers.flatMap(({ clients }) => clients))) {
  const folders = readers.filter(({ clients }) => clients.includes(client));
  const given = read(join(GIVEN, client));
  const kept = folders.map(({ folder }) => read(join(folder, client))).find((secret) => secret !== undefined);
  const secret = given ?? kept ?? randomBytes(SECRET_BYTES).toString('base64url');
  for (const reader of folders) lay(client, secret, reader);
  console.log(`secrets: ${client}: ${given ? 'given' : kept ? 'kept' : 'made'}`);
}

function lay(client, secret, { folder, uid }) {
  mkdirSync(folder, { recursive: true });
  if (!isFor(uid, folder, 0o500)) {
    // In this order: only its owner may change a folder's mode.
    chownSync(folder, process.getuid(), process.getgid());
    chmodSync(folder, 0o500);
    chownSync(folder, uid, uid);
  }
  const file = join(folder, client);
  if (read(file) === secret && isFor(uid, file, 0o400)) return;
  const draft = `${file}.new`;
  // A draft that an interrupted run has left keeps its owner and mode.
  rmSync(draft, { force: true });
  writeFileSync(draft, secret, { mode: 0o400 });
  chownSync(draft, uid, uid);
  renameSync(draft, file);
}

function isFor(reader, path, wanted) {
  const { uid, gid, mode } = statSync(path);
  return uid === reader && gid === reader && (mode & 0o7777) === wanted;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
