// What the canvas does to a document, without a browser. Run by tests/Argix.UnitTests (CanvasModelTests), or: node --test test
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'src', 'canvas', 'model.ts');
const { outputFiles } = await build({ entryPoints: [source], bundle: true, write: false, format: 'esm' });
const m = await import('data:text/javascript;base64,' + Buffer.from(outputFiles[0].contents).toString('base64'));

const port = (name, type, many = false) => ({ name, type, required: true, many });
const block = (id, inputs, outputs) => ({ id, stage: 'logic', title: id, does: '', inputs, outputs, parameters: [] });
const catalogue = {
  stages: ['logic'],
  blocks: [
    block('bars', [], [port('close', 'series')]), block('sma', [port('in', 'series')], [port('value', 'series')]), block('size', [], [port('size', 'quantity')]),
    block('compare', [port('a', 'number'), port('b', 'number')], [port('is', 'boolean')]), block('and', [port('in', 'boolean', true)], [port('is', 'boolean')]),
  ],
  refusals: { quantity: { series: 'a quantity is no price', number: 'a quantity is no number', boolean: 'a quantity is neither true nor false' }, boolean: { series: 'true or false is no figure' } },
};
const node = (id, type = id) => ({ id, type });
const doc = (wires = [], ...nodes) => ({ schema: 's', version: 1, nodes: [...['bars', 'sma', 'size', 'compare', 'and'].map(id => node(id)), node('sma2', 'sma'), ...nodes], wires: wires.map(([from, to]) => ({ from, to })) });

test('a wire of the wrong type is refused, and the refusal names both types and why', () => {
  assert.equal(m.refusal(catalogue, doc(), 'size.size', 'sma.in'), 'quantity does not fit series: a quantity is no price');
  assert.equal(m.refusal(catalogue, doc(), 'compare.is', 'sma.in'), 'boolean does not fit series: true or false is no figure');
  assert.equal(m.refusal(catalogue, doc(), 'bars.close', 'sma.in'), null);
});

test('a block cannot feed itself, and no circle can be closed', () => {
  assert.match(m.refusal(catalogue, doc(), 'sma.value', 'sma.in'), /itself/);
  assert.match(m.refusal(catalogue, doc([['sma.value', 'sma2.in']]), 'sma2.value', 'sma.in'), /circle/);
});

test('what is wired already and ends that are not there are refused in words', () => {
  assert.match(m.refusal(catalogue, doc([['bars.close', 'sma.in']]), 'bars.close', 'sma.in'), /already/);
  assert.match(m.refusal(catalogue, doc(), 'bars.nothing', 'sma.in'), /not there/);
  assert.match(m.refusal(catalogue, doc(), 'gone.close', 'sma.in'), /not there/);
});

test('the fields beside the canvas offer what fits and list what does not', () => {
  const { fitting, others } = m.outputsFor(catalogue, doc(), 'sma.in');
  assert.deepEqual(fitting.map(c => c.from), ['bars.close', 'sma2.value']);
  assert.deepEqual(others.map(c => c.from), ['size.size', 'compare.is', 'and.is']);
  assert.ok(others.every(c => m.refusal(catalogue, doc(), c.from, 'sma.in')));
});

test('an input of one wire takes the newer one, an input of many takes both', () => {
  assert.deepEqual(m.addWire(catalogue, doc([['bars.close', 'sma.in']]), 'sma2.value', 'sma.in').wires, [{ from: 'sma2.value', to: 'sma.in' }]);
  assert.equal(m.addWire(catalogue, doc([['compare.is', 'and.in']]), 'sma.value', 'and.in').wires.length, 2);
});
