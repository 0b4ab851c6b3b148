/** A part of a written page that is generated: `<!-- generated:NAME … -->` up to `<!-- /generated:NAME -->`. */
export function replaceRegion(page: string, name: string, content: string): string {
  const region = new RegExp(`(<!-- generated:${name}\\b[^>]*-->\\n)[\\s\\S]*?(<!-- /generated:${name} -->)`);
  if (!region.test(page))
    throw new Error(`no region <!-- generated:${name} --> … <!-- /generated:${name} -->`);
  return page.replace(region, (_all, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}
