/** A script for Node that leaves not a byte of `/tmp`, and says so: `ENOSPC 0`. */
export const FILL_TMP = `
  const fs = process.getBuiltinModule('node:fs');
  try { for (;;) fs.appendFileSync('/tmp/filler', Buffer.alloc(2 ** 20, 1)); }
  catch (error) { console.log(error.code, fs.statfsSync('/tmp').bavail); }`;

/** What undoes it. */
export const EMPTY_TMP = `process.getBuiltinModule('node:fs').unlinkSync('/tmp/filler');`;
