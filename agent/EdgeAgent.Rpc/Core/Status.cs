namespace Grpc.Core;

/// <summary>The result of a call: a code and, for errors, a sentence that says what went wrong.</summary>
public readonly record struct Status
{
    /// <summary>Success without detail.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled without detail.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>Makes a status.</summary>
    /// <param name="statusCode">How the call ended.</param>
    /// <param name="detail">What a person should know; it travels to the other side.</param>
    /// <param name="debugException">The local cause; it never leaves this process.</param>
    public Status(StatusCode statusCode, string? detail, Exception? debugException = null)
    {
        StatusCode = statusCode;
        Detail = detail ?? "";
        DebugException = debugException;
    }

    /// <summary>How the call ended.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>What a person should know; empty when there is nothing to say.</summary>
    public string Detail => field ?? "";

    /// <summary>The local cause of an error, or null; it never leaves this process.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? $"{StatusCode}" : $"{StatusCode}: {Detail}";
}
