import { isAtLeast, tool } from './tool.ts';

describe('a tool', () => {
  it.each([
    ['20.10.24+dfsg1', '20.10', true],
    ['28.5.1', '20.10', true],
    ['19.03.15', '20.10', false],
    ['2.9.1', '2.24', false],
    ['github.com/docker/buildx v0.36.0 abc', '0.11', true],
    ['dev', '2.24', true],
  ])('of version %s is at least %s: %s', (text, atLeast, expected) => {
    expect(isAtLeast(text, atLeast)).toBe(expected);
  });

  it('is found with its version, or too old, or missing with the fix', () => {
    const node = { why: 'test', fix: 'Install it' };
    expect(tool('node', node)).toMatchObject({ ok: true, found: process.version });
    expect(tool('node', { ...node, atLeast: '999.0' })).toMatchObject({
      ok: false,
      found: expect.stringContaining('older than 999.0'),
      fix: 'Install it',
    });
    expect(tool('no-such-tool', node)).toMatchObject({
      ok: false,
      found: 'not found (test)',
      required: false,
    });
  });
});
