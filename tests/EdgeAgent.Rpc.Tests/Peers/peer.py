"""The echo service and its client on grpcio, from the descriptor that the tests hand over.

    peer.py DESCRIPTOR serve ADDRESS [gzip]    listens until its standard input ends
    peer.py DESCRIPTOR call TARGET SCENARIO    makes one call and prints what it saw as JSON
"""
import json
import sys
import threading
import time
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

OPTIONS = [("grpc.max_receive_message_length", 128 << 20), ("grpc.max_send_message_length", 128 << 20)]
SERVICE = "edgeagent.test.Echo"


def messages(path):
    pool = descriptor_pool.DescriptorPool()
    with open(path, "rb") as file:
        pool.Add(descriptor_pb2.FileDescriptorProto.FromString(file.read()))
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName("edgeagent.test." + name)) for name in ("EchoRequest", "EchoReply")]


Request, Reply = messages(sys.argv[1])


# ---- server ----

def answer(request, context):
    reply = Reply(text=request.text, payload=bytes(request.size) if request.size else request.payload)
    if request.metadata:
        for key, value in context.invocation_metadata():
            if key.startswith("x-"):
                reply.metadata.append(f"{key}={value.hex() if isinstance(value, bytes) else value}")
    return reply


def begin(request, context):
    if request.metadata:
        trailers = [("x-final-bin", b"\x00\x01\xfe\xff")]
        if request.fail_code:
            trailers.append(("grpc-status-details-bin", b"\x08\x03"))
        else:
            context.send_initial_metadata([("x-initial", "first")])
        context.set_trailing_metadata(trailers)
    if request.fail_code:
        code = next(c for c in grpc.StatusCode if c.value[0] == request.fail_code)
        context.abort(code, request.fail_message)
    if request.hang:
        ended = threading.Event()
        context.add_callback(ended.set)
        print("hanging", flush=True)
        ended.wait()
        print("given up", flush=True)


def unary(request, context):
    begin(request, context)
    return answer(request, context)


def collect(requests, context):
    reply = Reply()
    for request in requests:
        begin(request, context)
        reply.messages += 1
        reply.bytes += len(request.payload)
        reply.text = request.text
    return reply


def expand(request, context):
    if not request.fail_code:
        begin(request, context)
    for i in range(request.count):
        reply = answer(request, context)
        reply.messages = i
        yield reply
    if request.fail_code:
        begin(request, context)


def chat(requests, context):
    for request in requests:
        begin(request, context)
        yield answer(request, context)


def serve(address, compression):
    coding = dict(request_deserializer=Request.FromString, response_serializer=Reply.SerializeToString)
    server = grpc.server(futures.ThreadPoolExecutor(16), options=OPTIONS, compression=compression)
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(SERVICE, {
        "Unary": grpc.unary_unary_rpc_method_handler(unary, **coding),
        "Collect": grpc.stream_unary_rpc_method_handler(collect, **coding),
        "Expand": grpc.unary_stream_rpc_method_handler(expand, **coding),
        "Chat": grpc.stream_stream_rpc_method_handler(chat, **coding),
    })])
    port = server.add_insecure_port(address)
    server.start()
    print(f"listening {port}", flush=True)
    sys.stdin.read()
    server.stop(0)


# ---- client ----

def call(target, scenario):
    compression = grpc.Compression.Gzip if scenario == "gzip" else grpc.Compression.NoCompression
    channel = grpc.insecure_channel(target, options=OPTIONS, compression=compression)
    coding = dict(request_serializer=Request.SerializeToString, response_deserializer=Reply.FromString)
    stub = {
        "Unary": channel.unary_unary(f"/{SERVICE}/Unary", **coding),
        "Collect": channel.stream_unary(f"/{SERVICE}/Collect", **coding),
        "Expand": channel.unary_stream(f"/{SERVICE}/Expand", **coding),
        "Chat": channel.stream_stream(f"/{SERVICE}/Chat", **coding),
        "Missing": channel.unary_unary(f"/{SERVICE}/Missing", **coding),
    }
    seen = {}
    try:
        SCENARIOS[scenario](stub, channel, seen)
        seen.setdefault("code", 0)
    except grpc.RpcError as error:
        seen["code"] = error.code().value[0]
        seen["detail"] = error.details()
        seen["trailers"] = {k: v.hex() if isinstance(v, bytes) else v for k, v in error.trailing_metadata() or []}
    print(json.dumps(seen), flush=True)


def one(stub, channel, seen):
    seen["text"] = stub["Unary"](Request(text="héllo")).text


def many_up(stub, channel, seen):
    reply = stub["Collect"](iter([Request(text=str(i), payload=bytes(i)) for i in range(4)]))
    seen.update(text=reply.text, messages=reply.messages, bytes=reply.bytes)


def many_down(stub, channel, seen):
    seen["messages"] = [reply.messages for reply in stub["Expand"](Request(count=5, size=10))]


def both(stub, channel, seen):
    seen["texts"] = []
    turn = threading.Semaphore(1)

    def requests():
        for i in range(4):
            turn.acquire()
            yield Request(text=str(i))

    for reply in stub["Chat"](requests()):
        seen["texts"].append(reply.text)
        turn.release()


def error(stub, channel, seen):
    stub["Unary"](Request(fail_code=5, fail_message="π is not 100 % here\nnor there", metadata=True))


def crash(stub, channel, seen):
    stub["Unary"](Request(fail_code=-1))


def late_error(stub, channel, seen):
    seen["messages"] = []
    for reply in stub["Expand"](Request(count=2, fail_code=9, fail_message="enough")):
        seen["messages"].append(reply.messages)


def deadline(stub, channel, seen):
    stub["Unary"](Request(hang=True), timeout=0.3)


def cancel(stub, channel, seen):
    replies = stub["Expand"](Request(count=1, text="wait"))
    next(replies)
    replies = stub["Chat"](iter_then_wait([Request(text="a"), Request(hang=True)]))
    seen["text"] = next(replies).text
    replies.cancel()
    next(replies)


def iter_then_wait(requests):
    yield from requests
    threading.Event().wait(5)


def metadata(stub, channel, seen):
    sent = [("x-text", "plain, with comma"), ("x-bytes-bin", b"\x00\xff\x80"), ("x-text", "again")]
    reply, call = stub["Unary"].with_call(Request(metadata=True), metadata=sent)
    seen["metadata"] = sorted(reply.metadata)
    seen["initial"] = dict(call.initial_metadata()).get("x-initial")
    seen["final"] = dict(call.trailing_metadata())["x-final-bin"].hex()


def gzip(stub, channel, seen):
    seen["bytes"] = len(stub["Unary"](Request(payload=bytes(1 << 20))).payload)
    seen["stream"] = sum(len(reply.payload) for reply in stub["Expand"](Request(count=3, size=1 << 16)))
    seen["up"] = stub["Collect"](iter([Request(payload=bytes(1 << 16))] * 3)).bytes


def stream64(stub, channel, seen):
    seen["down"] = sum(len(reply.payload) for reply in stub["Expand"](Request(count=1024, size=1 << 16)))
    seen["up"] = stub["Collect"](Request(payload=bytes(1 << 16)) for _ in range(1024)).bytes
    seen["both"] = sum(len(reply.payload) for reply in stub["Chat"](Request(payload=bytes(1 << 16)) for _ in range(1024)))


def missing(stub, channel, seen):
    stub["Missing"](Request())


def too_large(stub, channel, seen):
    stub["Unary"](Request(payload=bytes(5 << 20)))


def bomb(stub, channel, seen):
    stub["Unary"](Request(payload=bytes(64 << 20)), compression=grpc.Compression.Gzip)


def measure(stub, channel, seen):
    request = Request(text="hello")
    for _ in range(200):
        stub["Unary"](request)
    begin = time.monotonic()
    for _ in range(2000):
        stub["Unary"](request)
    seen["perSecond"] = 2000 / (time.monotonic() - begin)


SCENARIOS = {
    "one": one, "many-up": many_up, "many-down": many_down, "both": both, "error": error, "crash": crash, "late-error": late_error,
    "deadline": deadline, "cancel": cancel, "metadata": metadata, "gzip": gzip, "stream64": stream64, "missing": missing,
    "too-large": too_large, "bomb": bomb, "measure": measure,
}

if sys.argv[2] == "serve":
    serve(sys.argv[3], grpc.Compression.Gzip if "gzip" in sys.argv[4:] else grpc.Compression.NoCompression)
else:
    call(sys.argv[3], sys.argv[4])
