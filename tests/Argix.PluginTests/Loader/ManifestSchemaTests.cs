using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Argix.Contracts.Manifest;
using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>The schema that editors use says exactly what the records hold.</summary>
public sealed class ManifestSchemaTests
{
    private static readonly JsonObject Schema = Load();

    public static TheoryData<string> Records() => [.. Types().Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_definition_has_the_names_of_its_record(string record)
    {
        var type = Types().Single(t => t.Name == record);
        var definition = Definition(type);
        var names = type.GetProperties().Where(p => p.Name != "EqualityContract")
            .Select(p => p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Camel(p.Name)).Order(StringComparer.Ordinal);
        Assert.Equal(names, definition["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.False(definition["additionalProperties"]!.GetValue<bool>());
        Assert.All(definition["properties"]!.AsObject(), p => Assert.False(string.IsNullOrWhiteSpace(p.Value!["description"]?.GetValue<string>()), $"{record}.{p.Key} has no description"));
        var required = type.GetProperties().Where(p => p.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null).Select(p => Camel(p.Name))
            .Concat(type.GetConstructors().SelectMany(c => c.GetParameters()).Where(p => !p.HasDefaultValue).Select(p => Camel(p.Name!)));
        Assert.Equal(required.Order(StringComparer.Ordinal), (definition["required"]?.AsArray() ?? []).Select(r => r!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_is_a_definition_for_each_record_and_no_other() =>
        Assert.Equal(Types().Where(t => t != typeof(BrokerManifest)).Select(t => Camel(t.Name)).Append("duration").Order(StringComparer.Ordinal),
            Schema["$defs"]!.AsObject().Select(d => d.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_bundled_manifest_is_read_and_keeps_to_the_rules_and_the_schema()
    {
        var manifests = Bundled();
        if (manifests.Count == 0)
            Assert.Skip("there is no plugins/*/plugin.json in this tree yet");
        foreach (var file in manifests)
        {
            ManifestRules.Check(ManifestReader.Read(File.ReadAllBytes(file)));
            Assert.True(SchemaCheck.First(Schema, File.ReadAllText(file)) is null, $"{file}: {SchemaCheck.First(Schema, File.ReadAllText(file))}");
        }
    }

    [Theory]
    [InlineData("""{"id": "a", "name": "A", "version": "1.0.0"}""", null)]
    [InlineData("""{"id": "a", "name": "A", "version": "1.0.0", "wat": 1}""", "/wat")]
    [InlineData("""{"id": "a", "name": "A"}""", "version")]
    [InlineData("""{"id": "A!", "name": "A", "version": "1.0.0"}""", "/id")]
    [InlineData("""{"id": "a", "name": "A", "version": "1.0.0", "availability": {"state": "docs_only"}}""", "/availability/state")]
    [InlineData("""{"id": "a", "name": "A", "version": "1.0.0", "submit": {"deadline": "10 seconds"}}""", "/submit/deadline")]
    [InlineData("""{"id": "a", "name": "A", "version": "1.0.0", "entry": "../a.dll"}""", "/entry")]
    public void The_schema_and_the_reader_agree_on(string json, string? wrongAt)
    {
        var found = SchemaCheck.First(Schema, json);
        if (wrongAt is null)
            Assert.Null(found);
        else
            Assert.Contains(wrongAt, found);
        var read = Record.Exception(() => ManifestRules.Check(ManifestReader.Read(System.Text.Encoding.UTF8.GetBytes(json))));
        Assert.Equal(wrongAt is null, read is null);
    }

    private static List<string> Bundled()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Argix.Platform.sln")))
            root = root.Parent;
        var plugins = root is null ? "" : Path.Combine(root.FullName, "plugins");
        return Directory.Exists(plugins) ? [.. Directory.EnumerateDirectories(plugins).Select(d => Path.Combine(d, "plugin.json")).Where(File.Exists)] : [];
    }

    private static JsonObject Definition(Type type) => type == typeof(BrokerManifest) ? Schema : Schema["$defs"]![Camel(type.Name)]!.AsObject();

    private static IEnumerable<Type> Types() => typeof(BrokerManifest).Assembly.GetExportedTypes().Where(t => t.Namespace == typeof(BrokerManifest).Namespace && !t.IsEnum && !(t.IsAbstract && t.IsSealed));

    private static string Camel(string name) => name == "Schema" ? "$schema" : char.ToLowerInvariant(name[0]) + name[1..];

    private static JsonObject Load()
    {
        using var stream = typeof(BrokerManifest).Assembly.GetManifestResourceStream("plugin.schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
