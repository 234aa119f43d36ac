"""Drives an agent with python3-grpcio and stubs made from its published protos.

Usage: control_client.py PROTO_ROOT WORK_FOLDER TARGET SCENARIO [CA CERT KEY]
Prints one JSON document. Exit code 77: what it needs is not installed.
"""
import json
import sys
import threading

try:
    import grpc
    from google.protobuf import json_format
    from grpc_tools import protoc
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

proto_root, work, target, scenario, *tls = sys.argv[1:]
protos = ["edgeagent/v1/agent_service.proto", "edgeagent/v1/model_service.proto"]
if protoc.main(["protoc", f"-I{proto_root}", f"-I{__import__('os').path.dirname(protoc.__file__)}/_proto", f"--python_out={work}", f"--grpc_python_out={work}", *protos]) != 0:
    sys.exit("the protos do not compile")
sys.path.insert(0, work)
from edgeagent.v1 import agent_service_pb2 as pb  # noqa: E402
from edgeagent.v1 import agent_service_pb2_grpc as rpc  # noqa: E402


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
    agent = rpc.AgentServiceStub(channel)
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
