import { planFanOut } from './index.ts';
import { digits, member, requestOf } from './testing/digits.ts';

it('makes one call for each member, in order, with its own names', () => {
  const definition = digits({ members: [member('a', { version: '2' }), member('b')] });
  expect(planFanOut(definition, requestOf(3, { id: '7', parameters: { members: true } }))).toMatchObject([
    { model: 'a', version: '2', request: { id: '7', inputs: [{ name: 'image', shape: [3, 2, 2] }] } },
    { model: 'b', request: { outputs: [{ name: 'probabilities' }] } },
  ]);
});

it('keeps parameters of the ensemble to itself', () => {
  const [call] = planFanOut(digits(), requestOf(1, { parameters: { members: true } }));
  expect(call?.request.parameters).toBeUndefined();
});

it.each([0, 1, 5])('views the elements of %d rows in another shape without a copy', (rows) => {
  const flat = member('a', { inputs: { pixels: { from: 'x', shape: [-1, 4] } } });
  const request = requestOf(rows);
  const [call] = planFanOut(digits({ members: [flat] }), request);
  expect(call?.request.inputs[0]).toMatchObject({ name: 'pixels', shape: [rows, 4] });
  expect(call?.request.inputs[0]?.data).toBe(request.inputs[0]?.data);
});

it('asks for what the request needs, and for each output once', () => {
  const p = digits().outputs[0]!;
  const outputs = [p, { ...p, name: 'q' }, { ...p, name: 'r' }];
  const from = { p: { from: 'y' }, q: { from: 'y' }, r: { from: 'z' } };
  const definition = digits({ outputs, members: [member('a', { outputs: from })] });
  const asked = (names?: string[]) =>
    planFanOut(definition, requestOf(1, names ? { outputs: names.map((name) => ({ name })) } : {}))[0]
      ?.request.outputs;
  expect(asked()).toEqual([{ name: 'y' }, { name: 'z' }]);
  expect(asked(['q', 'p'])).toEqual([{ name: 'y' }]);
});
