using System.Runtime.InteropServices;
using EdgeAgent.Control.Tests.Http;
using EdgeAgent.Control.V2;
using Google.Protobuf;
using Grpc.Core;
using Client = EdgeAgent.Control.V2.GRPCInferenceService.GRPCInferenceServiceClient;

namespace EdgeAgent.Control.Tests.Inference;

/// <summary><c>inference.GRPCInferenceService</c> against a model that gives back what it takes.</summary>
public sealed class InferenceServiceTests
{
    [Fact]
    public async Task ModelInfer_TypedContentsOfEveryType_ComeBackTyped()
    {
        await using var server = await HttpServer.StartAsync();
        using var channel = server.Channel();
        var request = new ModelInferRequest { ModelName = "echo", Id = "9" };
        Add("FP32", c => c.Fp32Contents.AddRange([1.5f, float.NaN]));
        Add("FP64", c => c.Fp64Contents.AddRange([1.5, double.Epsilon]));
        Add("INT64", c => c.Int64Contents.AddRange([long.MinValue, 2]));
        Add("UINT64", c => c.Uint64Contents.AddRange([ulong.MaxValue, 2]));
        Add("INT32", c => c.IntContents.AddRange([int.MinValue, 2]));
        Add("INT16", c => c.IntContents.AddRange([short.MinValue, 2]));
        Add("INT8", c => c.IntContents.AddRange([sbyte.MinValue, 2]));
        Add("UINT32", c => c.UintContents.AddRange([uint.MaxValue, 2]));
        Add("UINT16", c => c.UintContents.AddRange([ushort.MaxValue, 2]));
        Add("UINT8", c => c.UintContents.AddRange([255u, 2u]));
        Add("BOOL", c => c.BoolContents.AddRange([true, false]));

        var response = await new Client(channel).ModelInferAsync(request);

        Assert.Equal(("echo", "2", "9"), (response.ModelName, response.ModelVersion, response.Id));
        Assert.Empty(response.RawOutputContents);
        Assert.Equal(request.Inputs.Select(i => (i.Name, i.Datatype, i.Contents)), response.Outputs.Select(o => (o.Name, o.Datatype, o.Contents)));

        void Add(string type, Action<InferTensorContents> fill)
        {
            var input = new ModelInferRequest.Types.InferInputTensor { Name = "x" + type, Datatype = type, Contents = new InferTensorContents() };
            input.Shape.Add(2);
            fill(input.Contents);
            request.Inputs.Add(input);
        }
    }

    [Fact]
    public async Task ModelInfer_RawContents_ComeBackRaw()
    {
        await using var server = await HttpServer.StartAsync();
        using var channel = server.Channel();
        var request = Raw("FP16", MemoryMarshal.AsBytes<Half>(new[] { (Half)1.5f, Half.NaN }), 2);

        var response = await new Client(channel).ModelInferAsync(request);

        Assert.Equal(request.RawInputContents[0], Assert.Single(response.RawOutputContents));
        Assert.Null(response.Outputs[0].Contents);
    }

    [Fact]
    public async Task ModelInfer_WhatDoesNotFit_IsInvalidArgument()
    {
        await using var server = await HttpServer.StartAsync();
        using var channel = server.Channel();
        var client = new Client(channel);
        var both = Raw("FP32", new byte[4], 1);
        both.Inputs[0].Contents = new InferTensorContents();
        var narrow = Typed("INT8", c => c.IntContents.Add(300));
        var fewer = Raw("FP32", new byte[4], 1);
        fewer.Inputs.Add(fewer.Inputs[0].Clone());
        var shared = Raw("FP32", new byte[4], 1);
        shared.Inputs[0].Parameters["shared_memory_region"] = new InferParameter { StringParam = "r" };
        ModelInferRequest[] wrong =
        [
            Raw("FP32", new byte[3], 1), Raw("FP32", new byte[4], -1), Raw("FP32", new byte[4], long.MaxValue), Raw("FP99", new byte[4], 1), Raw("BYTES", new byte[4], 1),
            both, narrow, fewer, shared, Typed("FP32", c => c.IntContents.Add(1)), Typed("FP16", c => c.UintContents.Add(1)),
        ];

        foreach (var request in wrong)
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(request))).StatusCode);
        Assert.Equal(0, server.Models.Begun);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(Raw("UINT8", new byte[70_000], 70_000)))).StatusCode);
        var unknown = Raw("FP32", new byte[4], 1);
        unknown.ModelName = "none";
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(unknown))).StatusCode);
    }

    [Fact]
    public async Task ModelStreamInfer_OneThatFails_DoesNotEndTheOthers()
    {
        await using var server = await HttpServer.StartAsync();
        using var channel = server.Channel();
        using var call = new Client(channel).ModelStreamInfer(cancellationToken: TestContext.Current.CancellationToken);
        var answers = new List<ModelStreamInferResponse>();
        for (var i = 0; i < 5; i++)
        {
            var request = Raw("UINT8", new byte[] { (byte)i }, 1);
            request.Id = $"{i}";
            if (i == 2) request.ModelName = "none";
            await call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            answers.Add(call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(["0", "1", "2", "3", "4"], answers.Select(a => a.InferResponse.Id));
        Assert.Equal(["", "", "there is no model none here", "", ""], answers.Select(a => a.ErrorMessage));
    }

    [Fact]
    public async Task Metadata_ConfigStatisticsAndIndex_AreServed()
    {
        await using var server = await HttpServer.StartAsync();
        using var channel = server.Channel();
        var client = new Client(channel);

        Assert.True((await client.ServerLiveAsync(new ServerLiveRequest())).Live);
        Assert.True((await client.ServerReadyAsync(new ServerReadyRequest())).Ready);
        Assert.Contains("binary_tensor_data", (await client.ServerMetadataAsync(new ServerMetadataRequest())).Extensions);
        Assert.Equal([-1L, 4L], (await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "echo" })).Inputs[0].Shape);
        Assert.Equal(DataType.TypeFp32, (await client.ModelConfigAsync(new ModelConfigRequest { Name = "echo" })).Config.Output[0].DataType);
        Assert.Equal(7ul, (await client.ModelStatisticsAsync(new ModelStatisticsRequest())).ModelStats[0].InferenceCount);
        Assert.Equal(["UNAVAILABLE", "READY"], (await client.RepositoryIndexAsync(new RepositoryIndexRequest())).Models.Select(m => m.State));
        await client.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "echo" });
        Assert.False((await client.ModelReadyAsync(new ModelReadyRequest { Name = "echo" })).Ready);
        await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "echo" });
        Assert.True((await client.ModelReadyAsync(new ModelReadyRequest { Name = "echo", Version = "latest" })).Ready);
    }

    private static ModelInferRequest Raw(string type, ReadOnlySpan<byte> bytes, params long[] shape)
    {
        var request = new ModelInferRequest { ModelName = "echo", RawInputContents = { ByteString.CopyFrom(bytes) }, Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = type } } };
        request.Inputs[0].Shape.AddRange(shape);
        return request;
    }

    private static ModelInferRequest Typed(string type, Action<InferTensorContents> fill)
    {
        var contents = new InferTensorContents();
        fill(contents);
        var request = new ModelInferRequest { ModelName = "echo", Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = type, Contents = contents } } };
        request.Inputs[0].Shape.Add(1);
        return request;
    }
}
