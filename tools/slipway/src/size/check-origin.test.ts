import { checkOrigin } from './check-origin.ts';

it.each(['http://127.0.0.1:8080', 'http://127.0.0.53:1', 'http://localhost:30080', 'http://[::1]:8080'])(
  'load may go to %s, which is this machine',
  (origin) => {
    expect(checkOrigin(origin, undefined)).toBe(origin);
  },
);

it.each(['https://slipway.example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1:8080'])(
  'load goes to %s only where somebody says so by name',
  (origin) => {
    expect(() => checkOrigin(origin, undefined)).toThrow(`say --url ${origin} if it may be one`);
    expect(checkOrigin('http://127.0.0.1:1', `${origin}/`)).toBe(new URL(origin).origin);
  },
);

it('refuses what is no address of the web', () => {
  expect(() => checkOrigin('http://127.0.0.1:1', 'file:///etc')).toThrow(/--url: expected an http/);
  expect(() => checkOrigin('http://127.0.0.1:1', 'x')).toThrow(/--url: expected an http/);
});
