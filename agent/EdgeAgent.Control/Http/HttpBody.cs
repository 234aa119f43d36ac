using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EdgeAgent.Control.Http;

/// <summary>Bodies of requests, which never take more memory than their limit.</summary>
internal static class HttpBody
{
    private const int FirstPart = 64 * 1024;

    /// <summary>Refuses a body that says at once that it is too long, and lets no more of it in than the limit.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limit">Bytes at most.</param>
    /// <exception cref="HttpProblemException">It is too long.</exception>
    public static void Limit(HttpContext http, long limit)
    {
        if (http.Request.ContentLength > limit) throw TooLarge(limit);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limit;
    }

    /// <summary>Reads a whole body. Memory grows with what has come, not with what was announced.</summary>
    /// <exception cref="HttpProblemException">It is too long, or cut short.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext http, int limit)
    {
        Limit(http, limit);
        var buffer = new byte[(int)Math.Min(http.Request.ContentLength ?? FirstPart, FirstPart)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= limit) break;
                Array.Resize(ref buffer, (int)Math.Min(limit, Math.Max(FirstPart, 2L * length)));
            }

            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted).ConfigureAwait(false);
            if (read == 0) break;
            length += read;
        }

        if (length != buffer.Length) Array.Resize(ref buffer, length);
        return buffer;
    }

    /// <summary>Holds a request to media types.</summary>
    /// <param name="http">The request.</param>
    /// <param name="takes">Types, or <c>audio/*</c> for all of a kind.</param>
    /// <param name="hint">What to do instead.</param>
    /// <returns>The request's media type.</returns>
    /// <exception cref="HttpProblemException">It is another one, or compressed.</exception>
    public static MediaTypeHeaderValue CheckType(HttpContext http, IReadOnlyList<string> takes, string hint)
    {
        var given = http.Request.ContentType ?? "";
        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            throw new HttpProblemException(StatusCodes.Status415UnsupportedMediaType, "bodies are taken as they are, without Content-Encoding; send it uncompressed");
        if (MediaTypeHeaderValue.TryParse(given, out var type))
            foreach (var taken in takes)
                if (taken.EndsWith("/*", StringComparison.Ordinal) ? type.MediaType.StartsWith(taken[..^1], StringComparison.OrdinalIgnoreCase) : type.MediaType.Equals(taken, StringComparison.OrdinalIgnoreCase)) return type;
        throw new HttpProblemException(StatusCodes.Status415UnsupportedMediaType, $"the body's Content-Type is {Inference.TensorWords.Short(given)}; {hint}");
    }

    /// <summary>The body is longer than what is taken.</summary>
    public static HttpProblemException TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, FormattableString.Invariant($"the body is longer than the {limit / (1024.0 * 1024):0.##} MiB that are taken here; send less, or see the section Inference of the configuration"));
}
