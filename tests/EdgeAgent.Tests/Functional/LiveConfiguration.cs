using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>Writes configuration files for the daemon.</summary>
internal static class LiveConfiguration
{
    /// <summary>Every key that matters is given, so that no shipped default shines through.</summary>
    public static string Write(Sea sea, params LivePipelineText[] pipelines) => WriteMqtt(sea, new JsonObject { ["Embedded"] = false }, pipelines);

    /// <summary>A configuration with an Mqtt section of its own.</summary>
    public static string WriteMqtt(Sea sea, JsonObject mqtt, params LivePipelineText[] pipelines)
    {
        var root = new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = sea.Folder["state"] },
            ["Mqtt"] = mqtt,
            ["Models"] = new JsonObject { ["Repository"] = sea.Repository },
            ["Pipelines"] = new JsonArray([.. pipelines.Select(Pipeline)]),
        };
        return sea.Folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    private static JsonNode Pipeline(LivePipelineText pipeline) => new JsonObject
    {
        ["Name"] = pipeline.Name,
        ["Source"] = new JsonObject { ["Kind"] = pipeline.Kind, ["Name"] = "hydrophone", ["Path"] = pipeline.Path, ["Loop"] = pipeline.Loop, ["SampleRate"] = EnergyPackage.Rate },
        ["Models"] = new JsonArray(new JsonObject { ["Name"] = pipeline.Model }),
        ["Events"] = new JsonObject { ["KOfN"] = "1/1", ["Smoothing"] = "none", ["MinSeconds"] = "0", ["MergeGapSeconds"] = "0.1" },
    };
}
