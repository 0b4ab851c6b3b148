import { body, get, inferPath, request } from '../request.ts';
import type { Row } from '../row.ts';

const LOOK_ALIKE = encodeURIComponent('ԁigits');

/** Requests that are HTTP but that no endpoint serves. */
export const routingRows: readonly Row[] = [
  {
    id: '52',
    input: '`Expect: bogus`',
    status: [417],
    send: (target) => [{ what: 'bogus', bytes: request(target, { headers: { Expect: 'bogus' } }) }],
  },
  {
    id: '53',
    input: 'wrong method on a known route',
    status: [405],
    note: 'with `Allow`',
    send: (target) => [
      { what: 'GET infer', bytes: get(target, inferPath(target)), headers: { allow: /^POST$/ } },
      { what: 'PUT infer', bytes: request(target, { method: 'PUT' }), headers: { allow: /^POST$/ } },
      {
        what: 'POST metadata',
        bytes: request(target, { path: `/v2/models/${target.model}` }),
        headers: { allow: /GET/ },
      },
      {
        what: 'DELETE live',
        bytes: request(target, { method: 'DELETE', path: '/v2/health/live' }),
        headers: { allow: /GET/ },
      },
      {
        what: 'TRACE',
        bytes: request(target, {
          method: 'TRACE',
          path: '/v2/health/live',
          body: '',
          headers: { 'Content-Length': undefined },
        }),
        headers: { allow: /GET/ },
      },
    ],
  },
  {
    id: '54',
    input: 'unknown model, unknown version, version "0" or "01"',
    status: [404],
    note: 'the text starts as Triton’s',
    send: (target) =>
      [
        'nobody',
        `${target.model}/versions/99`,
        `${target.model}/versions/0`,
        `${target.model}/versions/01`,
      ].map((path) => ({
        what: path,
        bytes: request(target, { path: `/v2/models/${path}/infer` }),
        error: /^Request for unknown model/,
      })),
  },
  {
    id: '55',
    input: 'model name `../`, `%2e%2e`, `%00`, `%ZZ`, a look-alike, another case',
    status: [404],
    note: 'a bad percent-encoding: 400',
    send: (target) => [
      ...[
        '..',
        '%2e%2e',
        '..%2f..%2fetc%2fpasswd',
        '%00',
        LOOK_ALIKE,
        target.model.toUpperCase(),
        `${target.model}%20`,
      ].map((name) => ({
        what: name,
        bytes: request(target, { path: `/v2/models/${name}/infer` }),
      })),
      ...['%ZZ', '%', '%e0%a4%a'].map((name) => ({
        what: name,
        bytes: request(target, { path: `/v2/models/${name}/infer` }),
        status: [400],
      })),
    ],
  },
  {
    id: '56',
    input: 'Accept that excludes JSON',
    status: [406],
    send: (target) => [
      ...['text/html', 'application/xml;q=0.9', 'application/json;q=0'].map((accept) => ({
        what: accept,
        bytes: request(target, { headers: { Accept: accept } }),
      })),
      { what: '*/*', bytes: request(target, { headers: { Accept: '*/*' } }), status: [200] },
    ],
  },
  {
    id: '88',
    input: 'deadline header 0, negative, no number, huge',
    status: [400],
    note: 'huge: shortened to the limit of the server',
    send: (target) => [
      ...['0', '-1', 'soon', 'NaN', '1e3', '0.0', ''].map((millis) => ({
        what: `"${millis}"`,
        bytes: request(target, { headers: { 'x-request-timeout-ms': millis } }),
        error: /x-request-timeout-ms/,
      })),
      {
        what: 'huge',
        bytes: request(target, { headers: { 'x-request-timeout-ms': '999999999999999' } }),
        status: [200],
      },
      {
        what: 'as a parameter, negative',
        bytes: request(target, { body: body({ parameters: { timeout: -1 } }) }),
        error: /timeout/,
      },
      {
        what: 'as a parameter, text',
        bytes: request(target, { body: body({ parameters: { timeout: 'soon' } }) }),
        error: /timeout/,
      },
    ],
  },
  {
    id: '89',
    input: 'malformed traceparent',
    status: [200],
    note: 'a new trace is started',
    send: (target) =>
      [
        'garbage',
        `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
        '00-zz-11-01',
        `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        'a'.repeat(4_000),
      ].map((value) => ({
        what: value.slice(0, 60),
        bytes: request(target, { headers: { traceparent: value } }),
        headers: { 'x-trace-id': /^(?!0{32}|a{32})[0-9a-f]{32}$/ },
      })),
  },
];
