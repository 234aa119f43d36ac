using System.Text.Json;
using EdgeAgent.Delivery.HomeAssistant;
using EdgeAgent.Delivery.Tests.Topics;
using EdgeAgent.Delivery.Topics;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Delivery.Tests.HomeAssistant;

/// <summary>Against the rules of Home Assistant's MQTT integration for device discovery.</summary>
public sealed class HomeAssistantDiscoveryTests
{
    // Its abbreviations, as far as any of them is used, with the full name.
    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["avty_t"] = "availability_topic",
        ["avty_tpl"] = "availability_template",
        ["cmps"] = "components",
        ["dev"] = "device",
        ["dev_cla"] = "device_class",
        ["ent_cat"] = "entity_category",
        ["evt_typ"] = "event_types",
        ["ic"] = "icon",
        ["json_attr_t"] = "json_attributes_topic",
        ["json_attr_tpl"] = "json_attributes_template",
        ["name"] = "name",
        ["o"] = "origin",
        ["off_dly"] = "off_delay",
        ["p"] = "platform",
        ["qos"] = "qos",
        ["stat_cla"] = "state_class",
        ["stat_t"] = "state_topic",
        ["uniq_id"] = "unique_id",
        ["unit_of_meas"] = "unit_of_measurement",
        ["val_tpl"] = "value_template",
    };

    // What each platform takes beside the options of every entity.
    private static readonly Dictionary<string, string[]> Platforms = new()
    {
        ["binary_sensor"] = ["device_class", "off_delay", "expire_after", "force_update", "payload_on", "payload_off"],
        ["sensor"] = ["device_class", "state_class", "unit_of_measurement", "suggested_display_precision", "expire_after", "force_update", "options"],
        ["event"] = ["event_types", "device_class"],
    };

    private static readonly string[] EveryEntity = ["platform", "unique_id", "name", "state_topic", "value_template", "json_attributes_topic", "json_attributes_template", "entity_category", "icon"];

    private static readonly HomeAssistantDiscovery Discovery = new(new TopicNames("edge", "buoy-7"), "0.1.0");

    private static void AssertValid(Publication sent)
    {
        Assert.Matches(@"\A[^+#]+/device/[A-Za-z0-9_-]+/config\z", sent.Topic);
        Assert.True(sent.Retain);
        using var document = JsonDocument.Parse(sent.Payload);
        var root = Expand(document.RootElement);
        Assert.Subset(new HashSet<string> { "device", "origin", "components", "availability_topic", "availability_template", "qos" }, root.Keys.ToHashSet());
        Assert.NotEqual("", root["device"].GetProperty("ids").GetString());
        Assert.NotEqual("", root["origin"].GetProperty("name").GetString());
        AssertFilter(root["availability_topic"].GetString()!);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in root["components"].EnumerateObject())
        {
            Assert.Matches(@"\A[A-Za-z0-9_-]+\z", component.Name);
            var entity = Expand(component.Value);
            var platform = entity["platform"].GetString()!;
            Assert.Subset(new HashSet<string>([.. EveryEntity, .. Platforms[platform]]), entity.Keys.ToHashSet());
            Assert.True(ids.Add(entity["unique_id"].GetString()!), "a unique id comes once");
            AssertFilter(entity["state_topic"].GetString()!);
            if (entity.TryGetValue("json_attributes_topic", out var attributes)) AssertFilter(attributes.GetString()!);
            if (platform == "event") Assert.NotEmpty(entity["event_types"].EnumerateArray());
            if (entity.TryGetValue("off_delay", out var delay)) Assert.InRange(delay.GetInt32(), 1, int.MaxValue);
            if (entity.TryGetValue("entity_category", out var category)) Assert.Equal("diagnostic", category.GetString());
        }
    }

    private static Dictionary<string, JsonElement> Expand(JsonElement map) => map.EnumerateObject().ToDictionary(p => Abbreviations[p.Name], p => p.Value);

    // "+" and "#" only as whole levels, "#" only at the end.
    private static void AssertFilter(string filter)
    {
        var levels = filter.Split('/');
        Assert.All(levels, level => Assert.True(level.Length > 0 && (level == "+" || !level.Contains('+') && !level.Contains('#'))));
        Assert.DoesNotContain(filter, char.IsControl);
    }

    [Fact]
    public void Compose_Pipeline_IsTheDocument()
    {
        var sent = Discovery.Compose([new DiscoveryPipeline("reef north", ["humpback"], 600)]);

        Assert.Equal("homeassistant/device/buoy-7/config", sent.Topic);
        Golden.AssertIs("homeassistant-device.json", sent);
        AssertValid(sent);
    }

    [Fact]
    public void Compose_AnyNames_FollowsTheRules() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Sample.Names.Four().ToArbitrary(), names =>
        AssertValid(new HomeAssistantDiscovery(new TopicNames("edge", names.Item1), "0.1.0").Compose(
            [.. new[] { names.Item2, names.Item3 }.Distinct().Select(name => new DiscoveryPipeline(name, [.. new[] { names.Item4, "last", "events" }.Distinct()], 600))]))));

    [Fact]
    public void Compose_MoreLabelsThanAnyoneWatches_HasNoSensorForEach()
    {
        var labels = Enumerable.Range(0, HomeAssistantDiscovery.MostLabels + 1).Select(i => $"species {i}").ToArray();

        using var all = JsonDocument.Parse(Discovery.Compose([new DiscoveryPipeline("garden", labels[..^1], 60)]).Payload);
        using var none = JsonDocument.Parse(Discovery.Compose([new DiscoveryPipeline("garden", labels, 60)]).Payload);
        Assert.Equal(4 + HomeAssistantDiscovery.MostLabels, all.RootElement.GetProperty("cmps").EnumerateObject().Count());
        Assert.Equal(4, none.RootElement.GetProperty("cmps").EnumerateObject().Count());
    }

    [Theory]
    [InlineData(double.PositiveInfinity, int.MaxValue)]
    [InlineData(0, 61)]
    [InlineData(0.5, 61)]
    [InlineData(29.2, 90)]
    public void Compose_LongestEvent_GivesTheOffDelay(double seconds, int delay)
    {
        using var document = JsonDocument.Parse(Discovery.Compose([new DiscoveryPipeline("p", ["x"], seconds)]).Payload);

        Assert.Equal(delay, document.RootElement.GetProperty("cmps").GetProperty("p__label__x").GetProperty("off_dly").GetInt32());
    }

    [Fact]
    public void Birth_OfHomeAssistant_IsKnown()
    {
        Assert.Equal("homeassistant/status", Discovery.BirthTopic);
        Assert.True(HomeAssistantDiscovery.IsBirth("online"u8));
        Assert.False(HomeAssistantDiscovery.IsBirth("offline"u8));
    }

    [Fact]
    public void Removal_IsEmptyAndRetained()
    {
        Assert.Equal(Discovery.Topic, Discovery.Removal.Topic);
        Assert.True(Discovery.Removal.Retain);
        Assert.True(Discovery.Removal.Payload.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("home/+")]
    [InlineData("/homeassistant")]
    public void Prefix_ThatIsNoTopic_IsRefused(string prefix) =>
        Assert.Contains("discovery prefix", Assert.Throws<TopicException>(() => new HomeAssistantDiscovery(new TopicNames("edge", "buoy-7"), "0.1.0", prefix)).Message);
}
