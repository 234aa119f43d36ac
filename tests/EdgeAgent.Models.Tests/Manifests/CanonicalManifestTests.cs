using System.Text;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Tests.Manifests;

public sealed class CanonicalManifestTests
{
    private static string Canonical(string json, Dictionary<string, string>? files = null) => Encoding.UTF8.GetString(CanonicalManifest.Write(Encoding.UTF8.GetBytes(json), files ?? []));

    /// <summary>RFC 8785, appendix B: bits of a double and how it is written.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Number_Rfc8785Sample_IsWrittenAsThere(ulong bits, string text) => Assert.Equal(text, CanonicalJsonWriter.Number(BitConverter.UInt64BitsToDouble(bits)));

    /// <summary>RFC 8785, section 3.2.2 and 3.2.3: literals, escapes, and keys by UTF-16 code units.</summary>
    [Fact]
    public void Write_Rfc8785Samples_AreWrittenAsThere()
    {
        Assert.Equal(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
            Canonical("""
                { "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false] }
                """));
        Assert.Equal(
            "{\"\\r\":1,\"1\":1,\"\u0080\":1,\"\u00f6\":1,\"\u20ac\":1,\"\U0001F600\":1,\"\ufb33\":1}",
            Canonical("""{ "\u20ac": 1, "\r": 1, "\ufb33": 1, "1": 1, "\ud83d\ude00": 1, "\u0080": 1, "\u00f6": 1 }"""));
    }

    [Fact]
    public void Write_OtherSpacesAndOrder_GivesTheSameBytes() =>
        Assert.Equal(Canonical("""{ "b": [1.0, { "y": 2, "x": 1 }], "a": "ä" }"""), Canonical("{\"a\":\"\\u00e4\",\r\n\"b\":[1,{\"x\":1e0,\"y\":2}]}"));

    [Fact]
    public void Write_Files_AreThoseThatWereFound() => Assert.Equal(
        """{"files":{"a":"2","b":"1"},"name":"n"}""",
        Canonical("""{ "name": "n", "files": { "b": "0" } }""", new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" }));
}
