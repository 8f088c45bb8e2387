using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Argix.Errors;

namespace Argix.CommandLine;

/// <summary>The project that <c>plugins new</c> makes: an adapter, the script of its venue and a test, under the name that was asked for, with the contracts' packages beside it.</summary>
internal static partial class PluginTemplate
{
    private const string Prefix = "template/";

    public static string Make(string name, string folder)
    {
        if (!Shape().IsMatch(name))
            throw new ArgixException("validation_failed", $"'{name}' is not a name such as acme or blue-bank: small letters, digits and single dashes, at most 30");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ArgixException("validation_failed", $"{folder} is there already and not empty; choose another --output");
        var packages = Path.Combine(AppContext.BaseDirectory, "kit");
        if (!Directory.Exists(packages) || !Directory.EnumerateFiles(packages, "*.nupkg").Any())
            throw new ArgixException("validation_failed", $"the packages for authors are not beside the host ({packages}); build or install the platform again");
        foreach (var resource in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(r => r.StartsWith(Prefix, StringComparison.Ordinal)))
            Write(resource, Path.Combine(folder, Renamed(resource[Prefix.Length..], name).Replace(".txt", "", StringComparison.Ordinal)), name);
        Directory.CreateDirectory(Path.Combine(folder, "packages"));
        foreach (var package in Directory.EnumerateFiles(packages, "*.nupkg"))
            File.Copy(package, Path.Combine(folder, "packages", Path.GetFileName(package)));
        return folder;
    }

    private static void Write(string resource, string file, string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Renamed(reader.ReadToEnd(), name));
    }

    private static string Renamed(string text, string name) => text.Replace("Acme", Pascal(name), StringComparison.Ordinal).Replace("acme", name, StringComparison.Ordinal);

    private static string Pascal(string name) => string.Concat(name.Split('-').Select(p => char.ToUpper(p[0], CultureInfo.InvariantCulture) + p[1..]));

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\z(?<=\A.{1,30})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
