// Runs exported explanations by ONNX Runtime's own binding for Node.js, and holds them to the numbers that the library gives.
// usage: node check.mjs FOLDER RESULTS.json
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';

const [folder, results] = process.argv.slice(2);
const types = { Float: ['float32', Float32Array, Number], Double: ['float64', Float64Array, Number], Int64: ['int64', BigInt64Array, BigInt] };
const limit = 1e-4;

function tensor({ type, shape, values }, rows) {
  const [name, array, convert] = types[type];
  const size = values.length / shape[0];
  return new ort.Tensor(name, array.from(values.slice(0, rows * size), convert), [rows, ...shape.slice(1)]);
}

const found = [];
for (const file of readdirSync(folder).filter(f => f.endsWith('.json')).sort()) {
  const about = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const session = await ort.InferenceSession.create(join(folder, about.name + '.onnx'), { logSeverityLevel: 3 });
  const largest = about.expected.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  let error = 0;
  for (const rows of about.batches) {
    const inputs = Object.fromEntries(about.inputs.map(i => [i.name, tensor(i, rows)]));
    const { data } = (await session.run(inputs, [about.output]))[about.output];
    if (data.length * about.inputs[0].shape[0] !== about.expected.length * rows) throw new Error(`${about.name}: ${rows} rows gave ${data.length} numbers.`);
    for (let i = 0; i < data.length; i++) {
      const off = Math.abs(Number(data[i]) - about.expected[i]);
      error = off <= error ? error : off;
    }
  }
  error = error === 0 ? 0 : error / largest;
  found.push({ name: about.name, batches: about.batches, error });
  console.log(`${error <= limit ? 'ok  ' : 'BAD '} ${about.name} at ${about.batches.join(', ')} rows: ${error.toExponential(1)}`);
  await session.release();
}
const version = JSON.parse(readFileSync(new URL('node_modules/onnxruntime-node/package.json', import.meta.url), 'utf8')).version;
writeFileSync(results, JSON.stringify({ version, node: process.versions.node, found }, null, 1));
process.exit(found.length > 0 && found.every(f => f.error <= limit) ? 0 : 1);
