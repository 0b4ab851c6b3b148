import type { Page } from '../page.ts';
export const accessPage = (): Page => ({ file: 'docs/reference/access.md', content: 'x' });
