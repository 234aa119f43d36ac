using Grpc.Core;
using Grpc.Reflection.V1;
using Question = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace EdgeAgent.Rpc.Reflection;

/// <summary>Answers questions about an index of descriptors.</summary>
internal sealed class ReflectionService : ServerReflection.ServerReflectionBase
{
    private readonly DescriptorIndex _index;

    public ReflectionService(DescriptorIndex index) => _index = index;

    public override async Task ServerReflectionInfo(IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(Answer(request)).ConfigureAwait(false);
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Question.ListServices:
                response.ListServicesResponse = new ListServiceResponse { Service = { _index.Services.Select(name => new ServiceResponse { Name = name }) } };
                break;
            case Question.FileByFilename:
                Files(response, request.FileByFilename, _index.FileNamed(request.FileByFilename));
                break;
            case Question.FileContainingSymbol:
                Files(response, request.FileContainingSymbol, _index.FileOfSymbol(request.FileContainingSymbol));
                break;
            case Question.FileContainingExtension:
                var (type, number) = (request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber);
                Files(response, $"{type} [{number}]", _index.FileOfExtension(type, number));
                break;
            case Question.AllExtensionNumbersOfType:
                if (_index.ExtensionsOf(request.AllExtensionNumbersOfType) is { } numbers)
                    response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { numbers } };
                else
                    Fail(response, StatusCode.NotFound, $"there is no message '{request.AllExtensionNumbersOfType}' here");
                break;
            default:
                Fail(response, StatusCode.InvalidArgument, "the request asks nothing that is known here");
                break;
        }

        return response;
    }

    private static void Files(ServerReflectionResponse response, string name, Google.Protobuf.Reflection.FileDescriptor? file)
    {
        if (file is null) Fail(response, StatusCode.NotFound, $"there is no '{name}' here");
        else response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { DescriptorIndex.WithImports(file).Select(f => f.SerializedData) } };
    }

    private static void Fail(ServerReflectionResponse response, StatusCode code, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };
}
