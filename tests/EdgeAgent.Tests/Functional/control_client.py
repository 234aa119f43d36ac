"""Drives an agent with python3-grpcio and messages made from the descriptor of its published protos.

Usage: control_client.py DESCRIPTOR TARGET SCENARIO [CA CERT KEY]
Prints one JSON document. Exit code 77: what it needs is not installed.
"""
import json
import sys
import threading

try:
    import grpc
    from google.protobuf import descriptor_pool, json_format, message_factory, timestamp_pb2  # noqa: F401
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

described, target, scenario, *tls = sys.argv[1:]
pool = descriptor_pool.Default()
with open(described, "rb") as file:
    pool.AddSerializedFile(file.read())
factory = message_factory.MessageFactory(pool)


class Messages:
    """pb.Name is the message edgeagent.v1.Name."""

    def __getattr__(self, name):
        return factory.GetPrototype(pool.FindMessageTypeByName(f"edgeagent.v1.{name}"))


class Stub:
    """Every method of a service by its name."""

    def __init__(self, channel, service):
        for method in pool.FindServiceByName(service).methods:
            request, response = factory.GetPrototype(method.input_type), factory.GetPrototype(method.output_type)
            kind = channel.unary_stream if method.name in ("WatchEvents", "Tap", "SupportBundle") else channel.unary_unary
            setattr(self, method.name, kind(f"/{service}/{method.name}", request_serializer=request.SerializeToString, response_deserializer=response.FromString))


pb = Messages()


def connect():
    if not tls:
        return grpc.insecure_channel(target)
    ca, cert, key = ([open(path, "rb").read() for path in tls] + [None, None])[:3]
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(ca, key, cert))


def code_of(call):
    try:
        call()
        return "OK"
    except grpc.RpcError as error:
        return error.code().name


with connect() as channel:
    agent = Stub(channel, "edgeagent.v1.AgentService")
    if scenario == "status":
        print(json_format.MessageToJson(agent.GetStatus(pb.GetStatusRequest(), timeout=60)))
    elif scenario == "rights":
        print(json.dumps({
            "status": code_of(lambda: agent.GetStatus(pb.GetStatusRequest(), timeout=60)),
            "pause": code_of(lambda: agent.PausePipeline(pb.PausePipelineRequest(pipeline="reef"), timeout=60)),
        }))
    elif scenario == "tails":
        # Twenty tails: half from the beginning, half cut off in the middle and taken up again where they were.
        last = agent.GetStatus(pb.GetStatusRequest(), timeout=60).store.last_sequence + 10
        seen = [[] for _ in range(20)]

        def follow(index):
            after, cut = 0, index % 2 == 1
            while not seen[index] or seen[index][-1] < last:
                call = agent.WatchEvents(pb.WatchEventsRequest(after_sequence=after), timeout=300)
                for response in call:
                    if response.WhichOneof("what") != "message":
                        continue
                    after = response.message.sequence
                    json.loads(response.message.document)
                    seen[index].append(after)
                    if after >= last or (cut and len(seen[index]) == 3):
                        cut = False
                        call.cancel()
                        break

        threads = [threading.Thread(target=follow, args=(i,)) for i in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(json.dumps({"last": last, "whole": [s == list(range(1, last + 1)) for s in seen]}))
    else:
        sys.exit(f"no scenario {scenario}")
