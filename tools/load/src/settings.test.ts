import { readSettings } from './settings.ts';

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings({ LOAD_URL: 'http://edge:8080/' })).toEqual({
      ok: true,
      settings: {
        url: 'http://edge:8080',
        model: 'digits',
        requestsPerSecond: 20,
        seconds: 60,
        clientId: 'demo',
        secretsDir: '/run/slipway/secrets',
      },
    });
  });

  it('bound rate and time, and name every mistake', () => {
    expect(readSettings({ LOAD_RATE: '5000', LOAD_SECONDS: 'x', LOAD_URL: 'edge' })).toEqual({
      ok: false,
      errors: [
        'LOAD_URL: expected an http URL, got "edge"',
        'LOAD_RATE: expected a number from 0.1 to 1000, got "5000"',
        'LOAD_SECONDS: expected a number from 1 to 3600, got "x"',
      ],
    });
  });
});
