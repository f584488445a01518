// Layers and plans behind a Proxy, as Vue's reactive(), mocks and logs make them, and methods called on something else.
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';

beforeAll(() => init());

// As Vue's reactive(): objects and arrays that are read are wrapped too; functions and typed arrays are not.
const reactive = (object) =>
  new Proxy(object, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver);
      const tag = Object.prototype.toString.call(value);
      return tag === '[object Object]' || tag === '[object Array]' ? reactive(value) : value;
    },
  });

// As mocks and logs: functions are wrapped, and called on the Proxy.
const logged = (object, calls = []) =>
  new Proxy(object, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver);
      if (typeof value !== 'function') return value;
      return (...values) => {
        calls.push(key);
        return Reflect.apply(value, receiver, values);
      };
    },
  });

const tensor = () => ({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] });

test.each([
  ['a Proxy without traps', (object) => new Proxy(object, {})],
  ['two of them', (object) => new Proxy(new Proxy(object, {}), {})],
  ['one that wraps what is read', (object) => reactive({ object }).object],
  ['one that wraps methods', logged],
  ['an object that inherits from it', (object) => Object.create(object)],
])('%s', (_, wrap) => {
  const layer = wrap(new UpSampling2D({ size: [1, 2], dataFormat: 'channels_last', name: 'wrapped' }));
  expect([...layer.apply(tensor()).data]).toEqual([1, 1, 2, 2]);
  expect([...layer.gradient({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 1, 4, 1] }).data]).toEqual([3, 7]);
  expect(layer.getConfig()).toMatchObject({ name: 'wrapped', size: [1, 2] });
  expect(layer.computeOutputShape([1, 1, 2, 1])).toEqual([1, 1, 4, 1]);
  const plan = wrap(layer.plan([1, 1, 1, 1]));
  plan.input[0] = 5;
  plan.run();
  expect([...plan.output]).toEqual([5, 5]);
  plan.dispose();
  expect(() => plan.run()).toThrow(/disposed/);
  layer.dispose();
  expect(() => layer.apply(tensor())).toThrow(/disposed/);
});

test('a Proxy sees the calls', () => {
  const calls = [];
  logged(new UpSampling2D(), calls).apply(tensor());
  expect(calls).toContain('apply');
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['another object', {}],
  ['a plan', 'plan'],
])('a method of a layer called on %s', (_, given) => {
  const target = given === 'plan' ? {} : given;
  expectArgumentError(() => UpSampling2D.prototype.apply.call(target, tensor()), TypeError, /UpSampling2D for this/);
  const { run } = Object.getPrototypeOf(new UpSampling2D().plan([1, 1, 1, 1]));
  expectArgumentError(() => run.call(target), TypeError, /UpSampling2DPlan for this/);
  expectStillWorks();
});
