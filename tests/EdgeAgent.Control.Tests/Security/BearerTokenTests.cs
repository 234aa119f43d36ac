using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Control.Tests.Security;

public sealed class BearerTokenTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(new string('k', 32));
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_WhatWasIssued_IsTheCaller()
    {
        var caller = BearerToken.Read(BearerToken.Issue(Key, "buoy-7", "anna", Role.Operator, Now, TimeSpan.FromHours(8)), Key, "buoy-7", Now.AddHours(1), out var refusal);

        Assert.Null(refusal);
        Assert.Equal(new Caller("token:anna", Role.Viewer | Role.Infer | Role.Operator, IsLocal: false), caller);
    }

    [Theory]
    [InlineData(8 * 60, "expired")]
    [InlineData(-10, "issued in the future")]
    public void Read_AtTheWrongTime_IsRefused(int minutes, string part)
    {
        var token = BearerToken.Issue(Key, "buoy-7", "anna", Role.Viewer, Now, TimeSpan.FromHours(8));

        Assert.Null(BearerToken.Read(token, Key, "buoy-7", Now.AddMinutes(minutes), out var refusal));
        Assert.Contains(part, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryCharacterChanged_IsRefused()
    {
        var token = BearerToken.Issue(Key, "buoy-7", "anna", Role.Viewer, Now, TimeSpan.FromHours(8));

        // The last character carries two bits that mean nothing.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.Null(BearerToken.Read(new string(changed), Key, "buoy-7", Now, out _));
        }
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""", false)]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""", true)]
    public void Read_AnotherAlgorithm_IsRefused(string header, bool withSignature)
    {
        var body = $"{Encode(header)}.{Encode("""{"sub":"anna","aud":"buoy-7","role":"admin","iat":1773572400,"exp":1773576000}""")}";
        var token = $"{body}.{(withSignature ? Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(body))) : "")}";

        Assert.Null(BearerToken.Read(token, Key, "buoy-7", Now, out _));
    }

    [Theory]
    [InlineData("""{"sub":"anna","aud":"buoy-7","role":"admin","iat":1773572400,"exp":1773872400}""", "lives longer")]
    [InlineData("""{"sub":"anna","aud":"buoy-7","role":"captain","iat":1773572400,"exp":1773580000}""", "no role")]
    [InlineData("""{"sub":"","aud":"buoy-7","role":"admin","iat":1773572400,"exp":1773580000}""", "no caller")]
    [InlineData("""{"sub":"anna"}""", "not valid")]
    [InlineData("[]", "not valid")]
    public void Read_SignedNonsense_IsRefused(string claims, string part)
    {
        var body = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Encode(claims)}";
        var token = $"{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(body)))}";

        Assert.Null(BearerToken.Read(token, Key, "buoy-7", Now, out var refusal));
        Assert.Contains(part, refusal, StringComparison.Ordinal);
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
