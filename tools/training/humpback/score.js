// Scores a raw float32 file with an ONNX model: node score.js MODEL IN.f32 WINDOW HOP OUT.f32 (first column of the output `scores`).
const fs = require('fs'), ort = require('onnxruntime-node');
(async () => {
  const [model, input, w, h, out] = process.argv.slice(2);
  const window = +w, hop = +h, bytes = fs.readFileSync(input);
  const x = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const n = Math.floor((x.length - window) / hop) + 1, scores = new Float32Array(n);
  for (let i = 0; i < n; i += 32) {
    const b = Math.min(32, n - i), batch = new Float32Array(b * window);
    for (let j = 0; j < b; j++) batch.set(x.subarray((i + j) * hop, (i + j) * hop + window), j * window);
    const r = (await session.run({ waveform: new ort.Tensor('float32', batch, [b, window]) })).scores.data;
    for (let j = 0; j < b; j++) scores[i + j] = r[j * (r.length / b)];
  }
  fs.writeFileSync(out, Buffer.from(scores.buffer));
})().catch(e => { console.error(String(e)); process.exit(1); });
