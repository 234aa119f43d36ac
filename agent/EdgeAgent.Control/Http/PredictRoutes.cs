using System.Text.Json;
using EdgeAgent.Control.Inference;
using EdgeAgent.Core.Control.Inference;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EdgeAgent.Control.Http;

/// <summary><c>POST /v1/models/{model}/predict</c>: a file in, labels, boxes or events out.</summary>
/// <param name="models">Runs models.</param>
/// <param name="slots">Bounds the requests that are in the box at once.</param>
/// <param name="most">Bytes of a file at most.</param>
internal sealed class PredictRoutes(IInferenceService models, InferenceSlots slots, long most)
{
    private const string Form = "multipart/form-data";

    // What a form puts around its file.
    private const int FormOverhead = 64 * 1024;
    private const int LongestBoundary = 128;

    private static readonly string[] Types = [Form, "audio/*", "image/*", "application/ogg", "application/octet-stream"];

    private static readonly QueryParameter[] Parameters =
    [
        new("version", "string", "A number, or latest, stable or canary; the default where it is not given"),
        new("top", "integer", "Labels of a window or picture at most, 1 to 1000; 5 where it is not given"),
    ];

    /// <summary>The route.</summary>
    public HttpRoute Route => new("POST", "/v1/models/{model}/predict", "Runs a model on a sound or image file, sent as it is or as the file of a form", AnswerAsync)
    {
        Query = Parameters, Takes = Types, Problems = [400, 404, 409, 413, 415, 422, 503],
    };

    private async Task AnswerAsync(HttpCall call)
    {
        var type = HttpBody.CheckType(call.Http, Types, "send the file with -H 'Content-Type: audio/wav' (or image/jpeg, application/octet-stream …), or as a form with -F file=@FILE");
        var (version, top) = (call.Query("version") ?? "", call.QueryNumber("top", 5, 1, 1000));
        using var slot = slots.Take(call.Caller);
        var isForm = type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase);
        HttpBody.Limit(call.Http, isForm ? most + FormOverhead : most);
        var content = isForm ? await FileOfFormAsync(call, type).ConfigureAwait(false) : call.Http.Request.Body;
        await using (content.ConfigureAwait(false))
        {
            var counted = new LimitedStream(content, most);
            var prediction = await PredictAsync(new PredictionRequest(call.Value("model"), version, counted, top), call).ConfigureAwait(false);
            await call.AnswerAsync("application/json", JsonSerializer.SerializeToUtf8Bytes(prediction, HttpJson.Plain.Prediction)).ConfigureAwait(false);
        }
    }

    private async Task<Prediction> PredictAsync(PredictionRequest request, HttpCall call)
    {
        try
        {
            return await models.PredictAsync(request, call.Cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException || (error is IOException and not BadHttpRequestException && !call.Cancellation.IsCancellationRequested))
        {
            throw BrokenForm(error);
        }
    }

    private static async Task<Stream> FileOfFormAsync(HttpCall call, MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > LongestBoundary) throw new HttpProblemException(StatusCodes.Status400BadRequest, "the form's Content-Type has no usable boundary");
        try
        {
            var reader = new MultipartReader(boundary, call.Http.Request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 * 1024 };
            while (await reader.ReadNextSectionAsync(call.Cancellation).ConfigureAwait(false) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.IsFileDisposition()) return section.Body;
            }
        }
        catch (Exception error) when (error is InvalidDataException || (error is IOException and not BadHttpRequestException))
        {
            throw BrokenForm(error);
        }

        throw new HttpProblemException(StatusCodes.Status400BadRequest, "the form has no file; send one with -F file=@FILE");
    }

    private static HttpProblemException BrokenForm(Exception error) => new(StatusCodes.Status400BadRequest, "the form is damaged or cut short; send it again", error);
}
