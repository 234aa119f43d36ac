# A gRPC server of python3-grpcio that answers one call with the bytes of a file: what the agent's own server is measured beside.
# usage: load_peer.py /package.Service/Method FILE; prints "listening PORT", ends with its standard input.
import sys
from concurrent import futures

import grpc

path, file = sys.argv[1], sys.argv[2]
answer = open(file, "rb").read()
_, service, method = path.split("/")
server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=[("grpc.so_reuseport", 0)])
handler = grpc.unary_unary_rpc_method_handler(lambda request, context: answer)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {method: handler}),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("listening", port, flush=True)
sys.stdin.read()
server.stop(None)
