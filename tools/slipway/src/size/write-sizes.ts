import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editDeclaration, formatRecord, SIZES_FILE, type SizesRecord } from '@slipway/deploy-size';

/** Puts sizes into the declarations, and the run that they come from beside the documentation. */
export function writeSizes(root: string, record: SizesRecord): readonly string[] {
  const declarations = record.services.map(({ name, size }) => {
    const file = `apps/${name}/service.yaml`;
    return [file, editDeclaration(readFileSync(join(root, file), 'utf8'), size)] as const;
  });
  const files = [...declarations, [SIZES_FILE, formatRecord(record)] as const];
  for (const [file, text] of files) writeFileSync(join(root, file), text);
  return files.map(([file]) => file);
}
