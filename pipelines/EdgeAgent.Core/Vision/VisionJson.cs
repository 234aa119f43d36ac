using System.Text.Json.Serialization;

using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>The words of the vision enums, as manifests and messages write them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImageResize))]
[JsonSerializable(typeof(ImageAlignment))]
[JsonSerializable(typeof(ImageInterpolation))]
[JsonSerializable(typeof(ColorOrder))]
[JsonSerializable(typeof(TensorLayout))]
[JsonSerializable(typeof(PixelType))]
[JsonSerializable(typeof(SizeOrder))]
[JsonSerializable(typeof(BoxOrder))]
[JsonSerializable(typeof(BoxUnit))]
[JsonSerializable(typeof(NmsKind))]
[JsonSerializable(typeof(CellCenter))]
[JsonSerializable(typeof(ImageOutputFormat))]
[JsonSerializable(typeof(ScoreActivation))]
internal sealed partial class VisionJson : JsonSerializerContext;
