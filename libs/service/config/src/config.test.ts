import { describeSettings, httpUrl, integer, oneOf, optional, readConfig, setting, text } from './index.ts';

const settings = {
  port: setting({ env: 'APP_PORT', schema: integer(0, 65_535), default: 8080, doc: 'Port to listen on' }),
  mode: setting({ env: 'APP_MODE', schema: oneOf('on', 'off'), default: 'on', doc: 'Whether it works' }),
  issuer: setting({ env: 'APP_ISSUER', schema: httpUrl(), doc: 'Who issues tokens' }),
  note: setting({ env: 'APP_NOTE', schema: optional(text()), doc: 'Free text' }),
};

describe('readConfig', () => {
  it('takes defaults for what is absent or empty', () => {
    const result = readConfig(settings, { APP_ISSUER: 'http://localhost:1/', APP_PORT: '' });
    expect(result).toEqual({
      ok: true,
      config: { port: 8080, mode: 'on', issuer: 'http://localhost:1', note: undefined },
    });
  });

  it('names every wrong setting with what was expected and what was found', () => {
    const result = readConfig(settings, { APP_PORT: '80000', APP_MODE: 'maybe' });
    expect(result).toEqual({
      ok: false,
      errors: [
        'APP_PORT: expected a whole number from 0 to 65535, got "80000" (Port to listen on)',
        'APP_MODE: expected one of on, off, got "maybe" (Whether it works)',
        'APP_ISSUER is missing: set it (Who issues tokens)',
      ],
    });
  });

  it.each(['', ' ', '1.5', '-1', '0x10000', 'NaN', '1e9'])('does not take %j for a port', (value) => {
    const result = readConfig(
      { port: setting({ ...settings.port, default: undefined }) },
      { APP_PORT: value },
    );
    expect(result.ok).toBe(false);
  });
});

describe('describeSettings', () => {
  it('writes a row for each setting', () => {
    expect(describeSettings(settings)).toContain('| `APP_PORT` | `8080` |  | Port to listen on |');
    expect(describeSettings(settings)).toContain('| `APP_ISSUER` | *required* |');
  });
});
