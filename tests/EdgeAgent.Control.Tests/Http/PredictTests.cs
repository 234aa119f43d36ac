using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Control.Tests.Http;

/// <summary>Files over HTTP: raw, in forms, and in every way that is wrong.</summary>
public sealed class PredictTests
{
    private const string Path = "/v1/models/echo/predict";

    [Theory]
    [InlineData("audio/wav")]
    [InlineData("audio/flac")]
    [InlineData("image/jpeg")]
    [InlineData("application/octet-stream")]
    public async Task Predict_ARawFile_ReachesTheModelByteForByte(string type)
    {
        await using var server = await HttpServer.StartAsync();
        var file = Enumerable.Range(0, 30_000).Select(i => (byte)i).ToArray();

        var (status, _, body, _) = await server.SendAsync(HttpMethod.Post, Path + "?version=latest&top=3", HttpServer.Bytes(file, type));

        Assert.Equal(200, status);
        Assert.Equal(file, server.Models.File);
        Assert.Equal("whale", JsonDocument.Parse(body).RootElement.GetProperty("events")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task Predict_AForm_GivesItsFileAndLeavesFieldsAside()
    {
        await using var server = await HttpServer.StartAsync();
        var file = Encoding.ASCII.GetBytes("--boundary-like\r\n\r\nbytes\0");
        using var form = new MultipartFormDataContent { { new StringContent("a note"), "note" }, { new ByteArrayContent(file), "file", "song.wav" } };

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, Path, form)).Status);
        Assert.Equal(file, server.Models.File);
    }

    [Fact]
    public async Task Predict_WhatIsWrong_HasItsStatus()
    {
        await using var server = await HttpServer.StartAsync();
        using var noFile = new MultipartFormDataContent { { new StringContent("x"), "file" } };
        Assert.Contains("no file", await server.RefusesAsync(400, HttpMethod.Post, Path, noFile), StringComparison.Ordinal);
        Assert.Contains("no file", await server.RefusesAsync(400, HttpMethod.Post, Path, HttpServer.Bytes([], "audio/wav")), StringComparison.Ordinal);
        await server.RefusesAsync(422, HttpMethod.Post, Path, HttpServer.Bytes("?"u8.ToArray(), "audio/wav"));
        // What curl --data-binary says where nobody says otherwise.
        Assert.Contains("-F file=@FILE", await server.RefusesAsync(415, HttpMethod.Post, Path, HttpServer.Bytes([1], "application/x-www-form-urlencoded")), StringComparison.Ordinal);
        await server.RefusesAsync(415, HttpMethod.Post, Path);
        await server.RefusesAsync(415, HttpMethod.Post, Path, HttpServer.Bytes([1], "audio/wav"), request => request.Content!.Headers.ContentEncoding.Add("gzip"));
        await server.RefusesAsync(404, HttpMethod.Post, "/v1/models/unknown/predict", HttpServer.Bytes([1], "audio/wav"));
        await server.RefusesAsync(400, HttpMethod.Post, Path + "?top=0", HttpServer.Bytes([1], "audio/wav"));
        await server.RefusesAsync(413, HttpMethod.Post, Path, HttpServer.Bytes(new byte[33_000], "audio/wav"));
        await server.RefusesAsync(413, HttpMethod.Post, Path, new ChunkedContent(new byte[70_000]));
        using var large = new MultipartFormDataContent { { new ByteArrayContent(new byte[40_000]), "file", "x.wav" } };
        await server.RefusesAsync(413, HttpMethod.Post, Path, large);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, Path, HttpServer.Bytes([1], "audio/wav"))).Status);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task Predict_AFormThatIsNone_Is400(string type)
    {
        await using var server = await HttpServer.StartAsync();
        foreach (var body in new[] { "", "no form at all", "--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\ncut", "--b\r\n" + new string('x', 20_000) + ": y\r\n\r\n--b--" })
            await server.RefusesAsync(400, HttpMethod.Post, Path, HttpServer.Bytes(Encoding.ASCII.GetBytes(body), type));
    }

    private sealed class ChunkedContent : HttpContent
    {
        private readonly byte[] _bytes;

        public ChunkedContent(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            try
            {
                await stream.WriteAsync(_bytes);
            }
            catch (IOException)
            {
                // The server has said enough.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
