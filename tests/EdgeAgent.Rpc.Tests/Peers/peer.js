// The echo service and its client on @grpc/grpc-js, from the .proto file.
//
//   peer.js PROTO serve ADDRESS [gzip]    listens until its standard input ends
//   peer.js PROTO call TARGET SCENARIO    makes one call and prints what it saw as JSON
'use strict';
// Packages are not beside this file: the test's set-up puts them where builds go.
const { createRequire } = require('module');
const packages = createRequire(process.env.PEER_PACKAGES + '/');
const grpc = packages('@grpc/grpc-js');
const loader = packages('@grpc/proto-loader');

const [, , proto, mode, address, ...rest] = process.argv;
const Echo = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, longs: Number, defaults: true })).edgeagent.test.Echo;
const OPTIONS = { 'grpc.max_receive_message_length': 128 << 20, 'grpc.max_send_message_length': 128 << 20 };
const GZIP = { 'grpc.default_compression_algorithm': 2 };

// ---- server ----

function answer(request, call) {
  const reply = { text: request.text, payload: request.size ? Buffer.alloc(request.size) : request.payload, metadata: [] };
  if (request.metadata)
    for (const key of Object.keys(call.metadata.getMap()).filter(k => k.startsWith('x-')))
      for (const value of call.metadata.get(key)) reply.metadata.push(`${key}=${Buffer.isBuffer(value) ? value.toString('hex') : value}`);
  return reply;
}

// Resolves when the call may be answered; rejects with its error.
function begin(request, call) {
  const trailers = new grpc.Metadata();
  if (request.metadata) {
    trailers.set('x-final-bin', Buffer.from([0, 1, 254, 255]));
    if (request.fail_code) trailers.set('grpc-status-details-bin', Buffer.from([8, 3]));
    else {
      const initial = new grpc.Metadata();
      initial.set('x-initial', 'first');
      call.sendMetadata(initial);
    }
  }
  if (request.fail_code) return Promise.reject({ code: request.fail_code, details: request.fail_message, metadata: trailers });
  if (!request.hang) return Promise.resolve(trailers);
  return new Promise(() => {
    console.log('hanging');
    call.on('cancelled', () => console.log('given up'));
  });
}

const write = (call, message) => new Promise(resolve => { if (call.write(message)) resolve(); else call.once('drain', resolve); });

const service = {
  Unary(call, done) {
    begin(call.request, call).then(trailers => done(null, answer(call.request, call), trailers), done);
  },
  Collect(call, done) {
    const reply = { messages: 0, bytes: 0 };
    let last = Promise.resolve();
    let failed = false;
    call.on('data', request => {
      reply.messages++;
      reply.bytes += request.payload.length;
      reply.text = request.text;
      last = begin(request, call);
      last.catch(error => { if (!failed) done(error); failed = true; });
    });
    call.on('end', () => last.then(() => { if (!failed) done(null, reply); }, () => { }));
  },
  async Expand(call) {
    try {
      if (!call.request.fail_code) await begin(call.request, call);
      for (let i = 0; i < call.request.count; i++) await write(call, { ...answer(call.request, call), messages: i });
      if (call.request.fail_code) await begin(call.request, call);
      call.end();
    } catch (error) { call.emit('error', error); }
  },
  // Events, not "for await": that destroys the stream at the end of the requests, with the last responses in it.
  Chat(call) {
    let last = Promise.resolve();
    call.on('data', request => {
      call.pause();
      last = begin(request, call).then(() => write(call, answer(request, call))).then(() => call.resume());
      last.catch(error => call.emit('error', error));
    });
    call.on('end', () => last.then(() => call.end(), () => { }));
  },
};

function serve() {
  const server = new grpc.Server({ ...OPTIONS, ...(rest.includes('gzip') ? GZIP : {}) });
  server.addService(Echo.service, service);
  server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(`listening ${port}`);
  });
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}

// ---- client ----

async function call(scenario) {
  const client = new Echo(address, grpc.credentials.createInsecure(), { ...OPTIONS, ...(scenario === 'gzip' || scenario === 'bomb' ? GZIP : {}) });
  const seen = {};
  const unary = (request, options = {}, metadata = new grpc.Metadata()) => new Promise((resolve, reject) => {
    const call = client.Unary(request, metadata, options, (error, reply) => error ? reject(error) : setImmediate(() => resolve(reply)));
    call.on('metadata', m => { seen.initial = m.get('x-initial')[0]; });
    call.on('status', s => { const final = s.metadata.get('x-final-bin')[0]; if (final) seen.final = final.toString('hex'); });
  });
  const collect = requests => new Promise(async (resolve, reject) => {
    const call = client.Collect((error, reply) => error ? reject(error) : resolve(reply));
    for (const request of requests) await write(call, request);
    call.end();
  });
  const repeat = function* (count, request) { for (let i = 0; i < count; i++) yield request; };
  const total = async stream => { let bytes = 0; for await (const reply of stream) bytes += reply.payload.length; return bytes; };

  // What grpcurl does: learns the service from the server alone and calls it.
  const reflect = async version => {
    const file = packages.resolve(`@grpc/reflection/build/proto/grpc/reflection/${version}/reflection.proto`);
    const { ServerReflection } = grpc.loadPackageDefinition(loader.loadSync(file, { keepCase: true, defaults: true, oneofs: true })).grpc.reflection[version];
    const info = new ServerReflection(address, grpc.credentials.createInsecure()).ServerReflectionInfo();
    const ask = question => new Promise((resolve, reject) => { info.once('data', resolve); info.once('error', reject); info.write(question); });
    seen.services = (await ask({ list_services: '' })).list_services_response.service.map(s => s.name);
    seen.unknown = (await ask({ file_containing_symbol: 'no.such.Thing' })).error_response.error_code;
    const files = (await ask({ file_containing_symbol: 'edgeagent.test.Echo.Unary' })).file_descriptor_response.file_descriptor_proto;
    seen.byName = (await ask({ file_by_filename: 'echo.proto' })).file_descriptor_response.file_descriptor_proto.length;
    info.end();
    // A FileDescriptorSet is its files, each as field 1.
    const length = n => n < 128 ? [n] : [(n & 127) | 128, ...length(n >> 7)];
    const set = Buffer.concat(files.flatMap(f => [Buffer.from([10, ...length(f.length)]), f]));
    const Learned = grpc.loadPackageDefinition(loader.loadFileDescriptorSetFromBuffer(set)).edgeagent.test.Echo;
    seen.text = (await new Promise((resolve, reject) => new Learned(address, grpc.credentials.createInsecure()).Unary({ text: 'learned' }, (error, reply) => error ? reject(error) : resolve(reply)))).text;
  };

  const scenarios = {
    'one': async () => { seen.text = (await unary({ text: 'héllo' })).text; },
    'many-up': async () => {
      const reply = await collect([0, 1, 2, 3].map(i => ({ text: String(i), payload: Buffer.alloc(i) })));
      Object.assign(seen, { text: reply.text, messages: reply.messages, bytes: reply.bytes });
    },
    'many-down': async () => { seen.messages = []; for await (const reply of client.Expand({ count: 5, size: 10 })) seen.messages.push(reply.messages); },
    'both': async () => {
      seen.texts = [];
      const call = client.Chat();
      call.write({ text: '0' });
      for await (const reply of call) {
        seen.texts.push(reply.text);
        if (seen.texts.length < 4) call.write({ text: String(seen.texts.length) }); else call.end();
      }
    },
    'error': () => unary({ fail_code: 5, fail_message: 'π is not 100 % here\nnor there', metadata: true }),
    'crash': () => unary({ fail_code: -1 }),
    'late-error': async () => { seen.messages = []; for await (const reply of client.Expand({ count: 2, fail_code: 9, fail_message: 'enough' })) seen.messages.push(reply.messages); },
    'deadline': () => unary({ hang: true }, { deadline: Date.now() + 300 }),
    'cancel': async () => {
      const call = client.Chat();
      call.write({ text: 'a' });
      call.write({ hang: true });
      for await (const reply of call) { seen.text = reply.text; call.cancel(); }
    },
    'metadata': async () => {
      const metadata = new grpc.Metadata();
      metadata.add('x-text', 'plain, with comma');
      metadata.add('x-bytes-bin', Buffer.from([0, 255, 128]));
      metadata.add('x-text', 'again');
      seen.metadata = (await unary({ metadata: true }, {}, metadata)).metadata.sort();
    },
    'gzip': async () => {
      seen.bytes = (await unary({ payload: Buffer.alloc(1 << 20) })).payload.length;
      seen.stream = await total(client.Expand({ count: 3, size: 1 << 16 }));
      seen.up = (await collect(repeat(3, { payload: Buffer.alloc(1 << 16) }))).bytes;
    },
    'stream64': async () => {
      seen.down = await total(client.Expand({ count: 1024, size: 1 << 16 }));
      seen.up = (await collect(repeat(1024, { payload: Buffer.alloc(1 << 16) }))).bytes;
      const chat = client.Chat();
      const sending = (async () => { for (const request of repeat(1024, { payload: Buffer.alloc(1 << 16) })) await write(chat, request); chat.end(); })();
      seen.both = await total(chat);
      await sending;
    },
    'missing': () => new Promise((resolve, reject) => client.makeUnaryRequest('/edgeagent.test.Echo/Missing', x => x, x => x, Buffer.alloc(0), error => error ? reject(error) : resolve())),
    'too-large': () => unary({ payload: Buffer.alloc(5 << 20) }),
    // Health and reflection from the contracts that their own packages bring, not from this project's.
    'health': async () => {
      const { Health } = grpc.loadPackageDefinition(loader.loadSync(packages.resolve('grpc-health-check/proto/health/v1/health.proto'), { enums: String, defaults: true })).grpc.health.v1;
      const health = new Health(address, grpc.credentials.createInsecure());
      const ask = (method, request) => new Promise((resolve, reject) => health[method](request, (error, reply) => error ? reject(error) : resolve(reply)));
      seen.check = (await ask('Check', { service: 'edgeagent.test.Echo' })).status;
      seen.list = Object.keys((await ask('List', {})).statuses).sort();
      seen.watch = [];
      const watch = health.Watch({ service: 'edgeagent.test.Echo' });
      watch.on('error', () => { });
      await new Promise(resolve => watch.on('data', reply => { seen.watch.push(reply.status); resolve(); }));
      watch.cancel();
      await ask('Check', { service: 'nowhere' });
    },
    'reflection': () => reflect('v1'),
    'reflection-old': () => reflect('v1alpha'),
    'bomb': () => unary({ payload: Buffer.alloc(64 << 20) }),
  };
  try {
    await scenarios[scenario]();
    seen.code = 0;
  } catch (error) {
    if (error.code === undefined) throw error;
    seen.code = error.code;
    seen.detail = error.details;
    seen.trailers = Object.fromEntries(Object.entries(error.metadata.getMap()).map(([k, v]) => [k, Buffer.isBuffer(v) ? v.toString('hex') : v]));
  }
  console.log(JSON.stringify(seen));
  process.exit(0);
}

if (mode === 'serve') serve(); else call(rest[0]);
