// Speed and batch invariance of a package's model: node verify.js MODEL WINDOW. Exit 1 when any score changes its bits with the batch.
const ort = require('onnxruntime-node');
(async () => {
  const W = +process.argv[3], N = 32;
  const session = await ort.InferenceSession.create(process.argv[2], { intraOpNumThreads: 1, interOpNumThreads: 1 });
  let seed = 12345;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const x = new Float32Array(N * W);
  for (let k = 0; k < N; k++) {
    const gain = Math.pow(10, -4 + 4 * random()), f = 80 + 900 * random();
    for (let i = 0; i < W; i++) x[k * W + i] = k === 5 ? 0 : gain * (random() - 0.5 + 0.3 * Math.sin(2 * Math.PI * f * i / 10000));
  }
  const run = async ix => {
    const a = new Float32Array(ix.length * W);
    ix.forEach((k, j) => a.set(x.subarray(k * W, (k + 1) * W), j * W));
    return (await session.run({ waveform: new ort.Tensor('float32', a, [ix.length, W]) })).scores.data;
  };
  const all = [...Array(N).keys()], full = await run(all);
  let compared = 0, different = 0;
  for (const b of [1, 1, 2, 3, 5, 7, 7, 13, 16, 16, 31, 31, 32, 32]) {
    const order = all.map(k => [random(), k]).sort((p, q) => p[0] - q[0]).map(p => p[1]);
    for (let i = 0; i + b <= N; i += b) {
      const ix = order.slice(i, i + b), out = await run(ix);
      ix.forEach((k, j) => { compared++; if (!Object.is(out[j], full[k])) different++; });
    }
  }
  console.log(`batch invariance: ${compared} scores at batch 1, 2, 3, 5, 7, 13, 16, 31, 32 beside other windows, ${different} with other bits`);
  for (const b of [1, 32]) {
    const ix = all.slice(0, b); let best = 1e9;
    for (let r = 0; r < 8; r++) {
      const t = process.hrtime.bigint(), m = Math.ceil(32 / b);
      for (let i = 0; i < m; i++) await run(ix);
      best = Math.min(best, Number(process.hrtime.bigint() - t) / 1e6 / m / b);
    }
    console.log(`batch ${b}: ${best.toFixed(2)} ms per window, one thread`);
  }
  process.exit(different ? 1 : 0);
})().catch(e => { console.error(String(e)); process.exit(1); });
