using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace EdgeAgent.Rpc.Reflection;

/// <summary>Server reflection: tools ask which services there are and what their messages look like.</summary>
public static class RpcReflection
{
    // Older tools ask under this name; the messages are the same on the wire.
    private const string OldName = "grpc.reflection.v1alpha.ServerReflection";

    /// <summary>Defines the reflection service of some services, to add to the server beside them.</summary>
    /// <param name="services">Their descriptors, as generated code has them (<c>Echo.Descriptor</c>). The reflection service itself is added.</param>
    public static ServerServiceDefinition Define(params IReadOnlyList<ServiceDescriptor> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var service = new ReflectionService(new DescriptorIndex([.. services, ServerReflection.Descriptor]));
        return ServerServiceDefinition.CreateBuilder()
            .AddMethod(MethodOf(ServerReflection.Descriptor.FullName), service.ServerReflectionInfo)
            .AddMethod(MethodOf(OldName), service.ServerReflectionInfo)
            .Build();
    }

    private static Method<ServerReflectionRequest, ServerReflectionResponse> MethodOf(string service) =>
        new(MethodType.DuplexStreaming, service, "ServerReflectionInfo", MarshallerOf(ServerReflectionRequest.Parser), MarshallerOf(ServerReflectionResponse.Parser));

    private static Marshaller<T> MarshallerOf<T>(MessageParser<T> parser) where T : IMessage<T> => Marshallers.Create<T>(
        static (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
