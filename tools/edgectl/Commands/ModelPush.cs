using System.Security.Cryptography;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>Sends an archive to a box: from where it was cut, as often as the link is cut, until all of it is there.</summary>
internal sealed class ModelPush(ModelService.ModelServiceClient client, TimeProvider time)
{
    // A chunk that a cut tears is sent again: on a link that is slow and often cut a large one would never arrive whole.
    private const int Chunk = 32 << 10;
    private const int MostAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Sends.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellation">Gives up; what the box has stays there.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="EdgectlException">The file can't be read, or the link stays cut.</exception>
    /// <exception cref="RpcException">The box refuses.</exception>
    public async Task<PushResponse> RunAsync(string path, CancellationToken cancellation)
    {
        using var file = Open(path);
        var digest = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        for (var (attempt, best) = (1, -1L); ; attempt++)
        {
            try
            {
                var open = await client.OpenUploadAsync(new OpenUploadRequest { Digest = digest, Size = file.Length }, new CallOptions(cancellationToken: cancellation));
                if (open.Model is { } there) return new PushResponse { Received = file.Length, Model = there, State = ModelState.Verified };

                // A link that lets something through each time is slow, not dead.
                if (open.Offset > best) (attempt, best) = (1, open.Offset);
                var answer = await SendAsync(file, digest, open, cancellation);
                if (answer.State != ModelState.Receiving) return answer;
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && attempt < MostAttempts && !cancellation.IsCancellationRequested)
            {
                var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, attempt - 1)));
                Screen.Note($"the link was cut ({error.Status.Detail}); going on in {pause.TotalSeconds:0.##} s");
                await Task.Delay(pause, time, cancellation);
            }
        }
    }

    private async Task<PushResponse> SendAsync(FileStream file, string digest, OpenUploadResponse open, CancellationToken cancellation)
    {
        var progress = new ProgressLine("sending", file.Length, open.Offset, time);
        using var call = client.Push(new CallOptions(cancellationToken: cancellation));
        try
        {
            await call.RequestStream.WriteAsync(new PushRequest { Header = new PushHeader { Digest = digest, Offset = open.Offset } }, cancellation);
            file.Position = open.Offset;
            var buffer = new byte[Math.Clamp(open.MaxChunkBytes, 1, Chunk)];
            int read;
            while ((read = await file.ReadAsync(buffer, cancellation)) > 0)
            {
                await call.RequestStream.WriteAsync(new PushRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellation);
                progress.Tell(file.Position);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            // The box has ended the call; its status, which the answer throws, says why.
        }
        finally
        {
            progress.End();
        }

        return await call.ResponseAsync;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EdgectlException($"{path} can't be read: {error.Message}");
        }
    }
}
