// A gRPC server of @grpc/grpc-js that answers one call with the bytes of a file; see load_peer.py.
const path = require('path');
const fs = require('fs');
const grpc = require(path.join(process.env.PEER_PACKAGES, 'node_modules', '@grpc/grpc-js'));
const [call, file] = process.argv.slice(2);
const answer = fs.readFileSync(file);
const same = (bytes) => bytes;
const server = new grpc.Server();
server.addService(
  { only: { path: call, requestStream: false, responseStream: false, requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same } },
  { only: (_, done) => done(null, answer) });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening ${port}`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
