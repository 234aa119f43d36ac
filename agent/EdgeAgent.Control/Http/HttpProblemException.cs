namespace EdgeAgent.Control.Http;

/// <summary>A request ends with a problem.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="sentence">One sentence that names the thing and the remedy.</param>
/// <param name="cause">What lies under it.</param>
internal sealed class HttpProblemException(int status, string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Seconds after which trying again may help; null where it does not.</summary>
    public int? RetryAfter { get; init; }
}
