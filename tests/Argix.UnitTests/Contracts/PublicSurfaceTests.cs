using System.Reflection;
using Xunit;

namespace Argix.UnitTests.Contracts;

public sealed class PublicSurfaceTests
{
    private const string UpdateSwitch = "ARGIX_UPDATE_PUBLIC_API";
    private static readonly Assembly Contracts = typeof(Argix.Contracts.IBrokerPlugin).Assembly;

    [Fact]
    public void The_public_surface_is_the_one_that_was_reviewed()
    {
        var file = Path.Combine(RepositoryRoot(), "contracts", "Argix.Contracts", "PublicApi.txt");
        var now = PublicSurface.Lines(Contracts);
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1") File.WriteAllText(file, string.Join('\n', now) + "\n");
        var reviewed = File.ReadAllLines(file);
        Assert.True(now.SequenceEqual(reviewed, StringComparer.Ordinal), $"""
            Argix.Contracts shows the world something else than contracts/Argix.Contracts/PublicApi.txt says:
            {string.Join('\n', Difference(Numbered(reviewed), Numbered(now)))}
            If that is meant, run this test once with {UpdateSwitch}=1 and have the changed file reviewed. Plugins out there are built against it: grow by new interfaces, never change a member.
            """);
    }

    [Fact]
    public void Contracts_expose_the_base_class_library_and_themselves_only()
    {
        var foreign = Contracts.GetExportedTypes().SelectMany(t => Shown(t).Select(s => (Type: t, Shown: s)))
            .Where(x => x.Shown.Assembly != Contracts && !x.Shown.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal))
            .Select(x => $"{x.Type.FullName} shows {x.Shown.FullName}").Distinct(StringComparer.Ordinal).ToList();
        Assert.True(foreign.Count == 0, string.Join('\n', foreign));
    }

    [Fact]
    public void Every_enum_starts_with_a_careful_zero()
    {
        var wrong = Contracts.GetExportedTypes().Where(t => t.IsEnum && t.GetEnumName(Enum.ToObject(t, 0)) is not ("Unknown" or "None")).ToList();
        Assert.True(wrong.Count == 0, "0 must be Unknown or None, so that a forgotten value is never a claim: " + string.Join(", ", wrong));
    }

    private static IEnumerable<Type> Shown(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(own).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType));
        var constructors = type.GetConstructors(own).SelectMany(c => c.GetParameters().Select(p => p.ParameterType));
        var rest = type.GetFields(own).Select(f => f.FieldType).Concat(type.GetInterfaces()).Append(type.BaseType ?? typeof(object));
        return methods.Concat(constructors).Concat(rest).SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    /// <summary>Each line under its type's name, so that equal members of two types are told apart.</summary>
    private static List<string> Numbered(IEnumerable<string> lines)
    {
        var owner = "";
        return lines.Select(l => l.StartsWith(' ') ? $"{owner}: {l.Trim()}" : owner = l).ToList();
    }

    private static IEnumerable<string> Difference(List<string> before, List<string> after) =>
        before.Except(after, StringComparer.Ordinal).Select(l => "- " + l).Concat(after.Except(before, StringComparer.Ordinal).Select(l => "+ " + l));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("no Argix.Platform.sln above the tests");
        return folder.FullName;
    }
}
