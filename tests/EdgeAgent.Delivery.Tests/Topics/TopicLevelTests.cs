using System.Text;
using EdgeAgent.Delivery.Topics;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Delivery.Tests.Topics;

public sealed class TopicLevelTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(20_000);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Theory]
    [InlineData("humpback", "humpback")]
    [InlineData("Turdus merula_Common Blackbird", "Turdus merula_Common Blackbird")]
    [InlineData("Zaunkönig 🐋", "Zaunkönig 🐋")]
    [InlineData("car/truck", "car%2Ftruck")]
    [InlineData("a+b#c", "a%2Bb%23c")]
    [InlineData("100%", "100%25")]
    [InlineData("$SYS", "%24SYS")]
    [InlineData("a$b", "a$b")]
    [InlineData("", "%")]
    [InlineData("%", "%25")]
    [InlineData("nul\0", "nul%00")]
    [InlineData("line\nfeed\u0085", "line%0Afeed%C2%85")]
    [InlineData("\uffff", "%EF%BF%BF")]
    public void Escape_Name_GivesThisLevel(string name, string level)
    {
        Assert.Equal(level, TopicLevel.Escape(name));
        Assert.Equal(name, TopicLevel.Unescape(level));
    }

    [Fact]
    public void Escape_HalfASurrogatePair_IsItsThreeBytes()
    {
        Assert.Equal("x%ED%A0%BDy", TopicLevel.Escape("x\ud83dy"));
        Assert.Equal("x\ud83dy", TopicLevel.Unescape("x%ED%A0%BDy"));
    }

    [Fact]
    public void Escape_AnyText_IsALegalLevel() => Check.One(Thorough, Prop.ForAll(Sample.Names.ToArbitrary(), name =>
    {
        var level = TopicLevel.Escape(name);
        Assert.NotEmpty(level);
        Assert.NotEqual('$', level[0]);
        Assert.DoesNotContain(level, c => c is '+' or '#' or '/' || char.IsControl(c));
        // Throws at an unpaired surrogate.
        foreach (var rune in Strict.GetString(Strict.GetBytes(level)).EnumerateRunes())
            Assert.False((rune.Value & 0xfffe) == 0xfffe || rune.Value is >= 0xfdd0 and <= 0xfdef);
    }));

    [Fact]
    public void Unescape_EscapedText_IsTheText() => Check.One(Thorough, Prop.ForAll(Sample.Names.ToArbitrary(), name =>
    {
        foreach (var escape in new[] { NameEscape.Topic, NameEscape.Uri, NameEscape.Identifier }) Assert.Equal(name, escape.Unescape(escape.Escape(name)));
    }));

    [Fact]
    public void Escape_DifferentTexts_AreDifferentLevels() => Check.One(Thorough, Prop.ForAll(Sample.Names.Two().ToArbitrary(), pair =>
    {
        foreach (var escape in new[] { NameEscape.Topic, NameEscape.Uri, NameEscape.Identifier })
            Assert.Equal(string.Equals(pair.Item1, pair.Item2, StringComparison.Ordinal), string.Equals(escape.Escape(pair.Item1), escape.Escape(pair.Item2), StringComparison.Ordinal));
    }));

    [Fact]
    public void Escape_AnyText_KeepsToTheLettersOfItsPlace() => Check.One(Thorough, Prop.ForAll(Sample.Names.ToArbitrary(), name =>
    {
        Assert.Matches(@"\A[A-Za-z0-9_-]+\z", NameEscape.Identifier.Escape(name));
        Assert.Matches(@"\A(?:[A-Za-z0-9._~-]|%[0-9A-F]{2}|%\z)+\z", NameEscape.Uri.Escape(name));
    }));

    [Theory]
    [InlineData("%2")]
    [InlineData("a%")]
    [InlineData("%GG")]
    [InlineData("%80")]
    [InlineData("%C3")]
    [InlineData("%C3x")]
    [InlineData("%C3%41")]
    [InlineData("%C0%80")]
    [InlineData("%E0%80%80")]
    [InlineData("%F4%90%80%80")]
    [InlineData("%F8%80%80%80")]
    public void Unescape_WhatEscapeNeverGives_Throws(string level) => Assert.Contains("is no escaped name", Assert.Throws<FormatException>(() => TopicLevel.Unescape(level)).Message);
}
