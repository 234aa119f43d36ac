using System.Text;
using System.Text.Json;
using EdgeAgent.Control.Http;
using EdgeAgent.Control.Services;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using Grpc.Core;

namespace EdgeAgent.Control.Inference;

/// <summary><c>edgeagent.v1.PredictionService</c>.</summary>
/// <param name="models">Runs models.</param>
/// <param name="most">Bytes of a file at most.</param>
internal sealed class PredictionEndpoint(IInferenceService models, long most) : PredictionService.PredictionServiceBase
{
    private const int DefaultTop = 5;
    private const int MostTop = 1000;

    /// <inheritdoc/>
    public override async Task<PredictResponse> Predict(IAsyncStreamReader<PredictRequest> requestStream, ServerCallContext context)
    {
        try
        {
            return await Refusals.AsStatusAsync(() => PredictAsync(requestStream, context)).ConfigureAwait(false);
        }
        catch (HttpProblemException problem)
        {
            // The one that a file ends with that is too long, over HTTP too.
            throw new RpcException(new Status(StatusCode.ResourceExhausted, problem.Message, problem));
        }
    }

    private async Task<PredictResponse> PredictAsync(IAsyncStreamReader<PredictRequest> requestStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false) || requestStream.Current.Header is not { } header)
            throw new ControlRefusedException(RefusalKind.Invalid, "the first message of a prediction is its header");
        if (header.Top is < 0 or > MostTop) throw new ControlRefusedException(RefusalKind.Invalid, $"top must be 1 to {MostTop}");
        var stream = new ChunkStream(requestStream);
        await using (stream.ConfigureAwait(false))
        {
            var content = new LimitedStream(stream, most);
            var prediction = await models.PredictAsync(new PredictionRequest(header.Model, header.Version, content, header.Top == 0 ? DefaultTop : header.Top), context.CancellationToken).ConfigureAwait(false);
            return new PredictResponse { Document = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(prediction, HttpJson.Plain.Prediction)) };
        }
    }
}
