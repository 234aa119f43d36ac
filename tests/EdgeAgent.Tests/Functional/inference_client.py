"""Asks an agent's models with python3-grpcio, numpy and messages made from the descriptors of the published protos.

Usage: inference_client.py TARGET MODEL RECORDING DESCRIPTOR...
Prints one JSON document. Exit code 77: what it needs is not installed.
"""
import json
import sys
import wave

try:
    import grpc
    import numpy
    from google.protobuf import descriptor_pool, message_factory
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

target, model, recording, *described = sys.argv[1:]
pool = descriptor_pool.Default()
for path in described:
    with open(path, "rb") as file:
        pool.AddSerializedFile(file.read())
factory = message_factory.MessageFactory(pool)
SERVICE = "inference.GRPCInferenceService"


class Messages:
    """pb.Name is the message inference.Name."""

    def __getattr__(self, name):
        return factory.GetPrototype(pool.FindMessageTypeByName(f"inference.{name}"))


class Stub:
    """Every method of the service by its name."""

    def __init__(self, channel):
        for method in pool.FindServiceByName(SERVICE).methods:
            request, response = factory.GetPrototype(method.input_type), factory.GetPrototype(method.output_type)
            kind = channel.stream_stream if method.name == "ModelStreamInfer" else channel.unary_unary
            setattr(self, method.name, kind(f"/{SERVICE}/{method.name}", request_serializer=request.SerializeToString, response_deserializer=response.FromString))


pb = Messages()


def infer_request(name, values, shape=None, raw=True, **more):
    request = pb.ModelInferRequest(model_name=model, **more)
    tensor = request.inputs.add(name=name, datatype="FP32", shape=shape or values.shape)
    if raw:
        request.raw_input_contents.append(values.astype("<f4").tobytes())
    else:
        tensor.contents.fp32_contents.extend(values.ravel())
    return request


def values_of(response):
    output = response.outputs[0]
    flat = numpy.frombuffer(response.raw_output_contents[0], "<f4") if response.raw_output_contents else numpy.array(output.contents.fp32_contents, "f4")
    return flat.reshape(output.shape)


def code_of(call):
    try:
        call()
        return "OK"
    except grpc.RpcError as error:
        return error.code().name


with grpc.insecure_channel(target) as channel:
    client = Stub(channel)
    metadata = client.ModelMetadata(pb.ModelMetadataRequest(name=model))
    config = client.ModelConfig(pb.ModelConfigRequest(name=model, version="latest")).config
    samples = metadata.inputs[0].shape[1]
    name = metadata.inputs[0].name
    with wave.open(recording) as file:
        sound = numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype("f4") / numpy.float32(32768)
    windows = numpy.stack([sound[start:start + samples] for start in range(0, len(sound) - samples + 1, samples // 8)][:config.max_batch_size])
    single = numpy.concatenate([values_of(client.ModelInfer(infer_request(name, window[None], id="one"))) for window in windows])
    together = values_of(client.ModelInfer(infer_request(name, windows)))
    typed = values_of(client.ModelInfer(infer_request(name, windows[:2], raw=False)))
    # Many at once, so that the agent puts them together.
    futures = [client.ModelInfer.future(infer_request(name, window[None]), timeout=60) for window in windows]
    side_by_side = numpy.concatenate([values_of(future.result()) for future in futures])
    stream = list(client.ModelStreamInfer(iter([infer_request(name, windows[:1], id="a"), infer_request(name, windows[:1, :5], id="b"), infer_request(name, windows[1:2], id="c")])))
    wrong = infer_request("nothing", windows[:1])
    unknown = pb.ModelMetadataRequest(name="../" + model)
    stats = client.ModelStatistics(pb.ModelStatisticsRequest(name=model)).model_stats[0]
    print(json.dumps({
        "live": client.ServerLive(pb.ServerLiveRequest()).live and client.ServerReady(pb.ServerReadyRequest()).ready,
        "ready": client.ModelReady(pb.ModelReadyRequest(name=model, version="1")).ready,
        "server": client.ServerMetadata(pb.ServerMetadataRequest()).name,
        "metadata": [metadata.name, list(metadata.versions), metadata.inputs[0].datatype, list(metadata.inputs[0].shape), list(metadata.outputs[0].shape)],
        "scores": [[score.hex() for score in map(float, row)] for row in single],
        "same": bool((single == together).all() and (typed == single[:2]).all() and (side_by_side == single).all()),
        "stream": [[answer.infer_response.id, answer.error_message] for answer in stream],
        "stream_same": bool((values_of(stream[2].infer_response) == single[1:2]).all()),
        "wrong_input": code_of(lambda: client.ModelInfer(wrong)),
        "too_many_rows": code_of(lambda: client.ModelInfer(infer_request(name, numpy.zeros((config.max_batch_size + 1, samples), "f4")))),
        "lying_shape": code_of(lambda: client.ModelInfer(infer_request(name, windows[:1], shape=[2 ** 40, samples]))),
        "unknown": code_of(lambda: client.ModelMetadata(unknown)),
        "unknown_version": code_of(lambda: client.ModelMetadata(pb.ModelMetadataRequest(name=model, version="99"))),
        "index": [[entry.name, entry.version, entry.state] for entry in client.RepositoryIndex(pb.RepositoryIndexRequest()).models],
        "rows": stats.inference_count,
        "runs": stats.execution_count,
        "sizes": sorted(batch.batch_size for batch in stats.batch_stats),
    }))
