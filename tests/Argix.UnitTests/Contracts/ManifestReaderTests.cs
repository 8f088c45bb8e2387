using System.Text;
using System.Text.Json;
using Argix.Contracts.Manifest;
using Xunit;

namespace Argix.UnitTests.Contracts;

public sealed class ManifestReaderTests
{
    private const string Least = """ "id": "acme", "name": "Acme", "version": "1.0.0" """;

    [Fact]
    public void The_least_manifest_is_careful_about_everything_it_does_not_say()
    {
        var manifest = Read($"{{ {Least} }}");
        Assert.Equal(("acme", "Acme", "1.0.0"), (manifest.Id, manifest.Name, manifest.Version));
        Assert.Null(manifest.Entry);
        Assert.Null(manifest.Submit.MaxProcessingDelay);
        Assert.Equal("none", manifest.ClientOrderId.Lookup);
        Assert.Empty(manifest.Calls);
        Assert.Equal("none", manifest.Verified);
    }

    [Theory]
    [InlineData("PT10S", 10)]
    [InlineData("PT0.5S", 0.5)]
    [InlineData("P1DT1S", 86401)]
    public void Durations_are_iso_8601(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{ {{Least}}, "submit": { "maxProcessingDelay": "{{text}}" } }""").Submit.MaxProcessingDelay);

    [Theory]
    [InlineData("\"10\"")]
    [InlineData("\"00:00:10\"")]
    [InlineData("\"\"")]
    public void Other_durations_are_refused(string value)
    {
        var error = Assert.Throws<JsonException>(() => Read($$"""{ {{Least}}, "submit": { "deadline": {{value}} } }"""));
        Assert.Contains("submit.deadline", error.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "idd": "typing error" """)]
    [InlineData(""" "submit": { "deadLine ": "PT1S" } """)]
    [InlineData(""" "environments": [{ "id": "live", "kind": "live", "endpoint": {} }] """)]
    public void Members_that_do_not_exist_are_refused(string member) =>
        Assert.Throws<JsonException>(() => Read($"{{ {Least}, {member} }}"));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "id": "acme" }""")]
    [InlineData("""{ "id": 1, "name": "Acme", "version": "1.0.0" }""")]
    [InlineData("""{ "id": "acme", "name": "Acme", "version": "1.0.0", "availability": { "state": 1 } }""")]
    [InlineData("""{ "id": "acme", "name": "Acme", "version": "1.0.0", "availability": { "state": "closed" } }""")]
    public void What_is_no_manifest_is_refused(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void Depth_is_bounded()
    {
        const int deep = 100_000;
        Assert.Throws<JsonException>(() => Read($$"""{ {{Least}}, "links": {{new string('[', deep)}}{{new string(']', deep)}} }"""));
        Assert.Throws<JsonException>(() => Read($$"""{ {{Least}}, "unknown": {{new string('[', deep)}}{{new string(']', deep)}} }"""));
    }

    [Fact]
    public void Comments_and_trailing_commas_are_welcome()
    {
        var manifest = Read($$"""
            {
              // a comment
              {{Least}},
              "availability": { "state": "docsOnly", "reason": "not yet", },
            }
            """);
        Assert.Equal(Availability.DocsOnly, manifest.Availability.State);
    }

    private static BrokerManifest Read(string json) => ManifestReader.Read(Encoding.UTF8.GetBytes(json));
}
