import { referencePage, type Page } from '../page.ts';
import { loadFile } from '../workspace.ts';

interface BadInputTable {
  renderBadInput(): string;
}

/** The very table that the suite sends: a row is here when it is tested, or says why it is not sent. */
export async function badInputPage(): Promise<Page> {
  const { renderBadInput } = await loadFile<BadInputTable>('tools/acceptance/src/bad-input/document.ts');
  return referencePage('bad-input', 'tools/acceptance/src/bad-input', [
    '# What bad input gets',
    '',
    'Each row is sent as bytes to running services by the acceptance suite (`npx nx test acceptance`), which also checks the body of the error, that the process stays up, and that valid requests beside it are answered as before. Inputs are those of `POST /v2/models/M/infer` unless the row says otherwise.',
    '',
    renderBadInput(),
  ]);
}
