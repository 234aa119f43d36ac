using System.Text;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Models.Tests.Manifests;

/// <summary>Whatever happens to a manifest, reading it gives a manifest or one <see cref="ModelException"/>.</summary>
public sealed class ManifestMutationTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1e999", "-1e999", "1e-999", "2147483648", "99999999999999999999", "0.5", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"",
        "\"a/b\"", "\"..\"", "\".\"", "\"mean:\"", "\"/\"", "\":\"", "\"9/9\"", "\"99999999999/1\"", "[]", "{}", "[[]]", "[null]", "{\"\":{}}", "[\"a\",\"a\"]", "{\"full\":1}",
    ];

    private static Gen<byte[]> Mutated(string valid)
    {
        var bytes = Encoding.UTF8.GetBytes(valid);
        var place = Gen.Choose(0, bytes.Length - 1);
        var change =
            from kind in Gen.Choose(0, 4)
            from at in place
            from length in Gen.Choose(1, 40)
            from value in Gen.Choose(0, 255)
            select (kind, at, length, value);
        return Gen.Choose(1, 4).SelectMany(count => Gen.ListOf(change, count)).Select(changes => changes.Aggregate(bytes, (now, c) => Apply(now, c.kind, c.at, c.length, c.value)));
    }

    private static byte[] Apply(byte[] now, int kind, int at, int length, int value)
    {
        if (now.Length == 0) return now;
        at %= now.Length;
        var end = Math.Min(now.Length, at + length);
        return kind switch
        {
            0 => [.. now[..at], (byte)value, .. now[(at + 1)..]],
            1 => [.. now[..at], .. now[end..]],
            2 => [.. now[..end], .. now[at..]],
            _ => ReplaceValue(now, at, Values[value % Values.Length]),
        };
    }

    // Puts a value of another type or range where some key has its own, so that most of these stay JSON.
    private static byte[] ReplaceValue(byte[] now, int at, string value)
    {
        var text = Encoding.Latin1.GetString(now);
        var colon = text.IndexOf(':', at);
        if (colon < 0) return now;
        var end = colon + 1;
        if (end < text.Length && text[end] == '"') end = text.IndexOf('"', end + 1) + 1;
        else while (end < text.Length && text[end] is not (',' or '}' or ']' or '{' or '[')) end++;
        return end <= colon ? now : Encoding.Latin1.GetBytes(text[..(colon + 1)] + value + text[end..]);
    }

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            var manifest = ManifestReader.Read(bytes);
            Assert.InRange(manifest.Input.HopSamples, 1, manifest.Input.WindowSamples);
            Assert.True(manifest.Events.Low <= manifest.Events.High);
            Assert.Contains("full", manifest.Variants.Keys);
            Assert.All(manifest.Variants.Values, v => Assert.DoesNotContain("..", v.File.Split('/')));
            return true;
        }
        catch (ModelException error)
        {
            Assert.False(string.IsNullOrWhiteSpace(error.Message));
            return true;
        }
    }

    [Fact]
    public void Read_MutatedManifest_GivesAManifestOrAModelException() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Mutated(TestPackage.Valid().ToJsonString()).ToArbitrary(), ReadsOrRefuses));

    [Fact]
    public void Open_MutatedManifest_GivesAPackageOrAModelException()
    {
        using var package = new TestPackage();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Mutated(package.Manifest.ToJsonString()).ToArbitrary(), bytes =>
        {
            package.File("model.json", bytes);
            try
            {
                return PackageReader.Open(package.Directory).Labels.Count > 0;
            }
            catch (ModelException)
            {
                return true;
            }
        }));
    }
}
