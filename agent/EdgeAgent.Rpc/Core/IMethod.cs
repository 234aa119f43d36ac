namespace Grpc.Core;

/// <summary>A method of a service, whatever its messages.</summary>
public interface IMethod
{
    /// <summary>Which sides stream.</summary>
    MethodType Type { get; }

    /// <summary>Full name of the service, as <c>package.Service</c>.</summary>
    string ServiceName { get; }

    /// <summary>Name of the method, without the service.</summary>
    string Name { get; }

    /// <summary>The path on the wire, as <c>/package.Service/Method</c>.</summary>
    string FullName { get; }
}
