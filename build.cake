// dotnet tool restore && dotnet cake            everything: restore, build, all tests, packages, publish
// dotnet cake --target Test                     one of the public targets: Restore, Build, Test, E2E, Pack, Publish
// Everything made here lands in artifacts/.
#nullable enable
using System.Diagnostics;
using System.Xml.Linq;

const string Solution = "Argix.Platform.sln";
const string Configuration = "Release";

var root = Context.Environment.WorkingDirectory.FullPath;
var artifacts = System.IO.Path.Combine(root, "artifacts");
var totalsFile = System.IO.Path.Combine(artifacts, "test-totals.txt");
var codeFile = System.IO.Path.Combine(artifacts, "test-totals.code");
var readyHost = System.IO.Path.Combine(artifacts, "host", "Argix.Host.dll");
var testLimit = TimeSpan.FromMinutes(48); // for all test assemblies together; a hanging one is ended and counts as failed
var results = new List<Result>();

record Result(string Assembly, int Passed, int Failed, int Skipped, TimeSpan Time, List<(string Name, string Reason)> Skips, List<(string Name, string Why)> Failures, List<(string Name, double Seconds)> Slow);

Task("Restore").Description("Restores packages; in locked mode where CI=true.").Does(() => DotNet("restore", Solution));

Task("Build").Description("Builds the solution in Release, bundled plugins and client included.")
    .IsDependentOn("Restore").Does(() => DotNet("build", Solution, "-c", Configuration, "--no-restore", "-v", "minimal"));

// Tests start the host some two hundred times: compiled ahead, each start costs half the processor time, and it is the published host that is tested.
Task("ReadyHost").Description("Publishes the host compiled ahead for this machine into artifacts/host, for the tests; where that cannot be done they use the built one.")
    .IsDependentOn("Build").WithCriteria(OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64).Does(() =>
{
    if (System.IO.Directory.Exists(System.IO.Path.GetDirectoryName(readyHost))) System.IO.Directory.Delete(System.IO.Path.GetDirectoryName(readyHost)!, recursive: true);
    // Another restore than the locked one, with a lock file of its own beside what it makes: the committed ones are for no machine in particular.
    var log = System.IO.Path.Combine(artifacts, "logs", "ready-host.log");
    var code = Run("dotnet", ["publish", "host/Argix.Host", "-c", Configuration, "-r", "linux-x64", "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:RunAnalyzers=false",
        "-p:RestoreLockedMode=false", "-p:NuGetLockFilePath=obj/ready.lock.json", "-o", "artifacts/host", "-v", "minimal"], TimeSpan.FromMinutes(10), log);
    if (code == 0) return;
    Console.WriteLine($"The host could not be compiled ahead (code {code}, see {log}): the tests use it as it was built.");
    if (System.IO.File.Exists(readyHost)) System.IO.File.Delete(readyHost);
});

Task("Test").Description("Runs every test assembly, end-to-end tests included.")
    .IsDependentOn("ReadyHost").Does(() => RunTests([.. TestProjects("*Tests"), .. TestProjects("*.E2E")]));

Task("E2E").Description("Runs the browser tests only.")
    .IsDependentOn("ReadyHost").Does(() => RunTests(TestProjects("*.E2E")));

Task("Pack").Description("Packs what plugin authors need into artifacts/packages.").IsDependentOn("Build").Does(() =>
{
    foreach (var project in new[] { "Argix.Contracts", "Argix.Venue", "Argix.Contracts.Testing" })
        DotNet("pack", $"contracts/{project}", "-c", Configuration, "--no-build", "-o", "artifacts/packages", "-v", "quiet");
});

Task("Publish").Description("Publishes the host, ready to run, into artifacts/publish.").IsDependentOn("Build")
    .Does(() => DotNet("publish", "host/Argix.Host", "-c", Configuration, "--no-build", "-o", "artifacts/publish", "-v", "quiet"));

Task("Default").Description("Everything, tests included.").IsDependentOn("Test").IsDependentOn("Pack").IsDependentOn("Publish");

// ---- how

void DotNet(params string[] arguments)
{
    var code = Run("dotnet", arguments, TimeSpan.FromMinutes(30), null);
    if (code != 0) throw new CakeException($"dotnet {arguments[0]} ended with code {code}");
}

IEnumerable<string> TestProjects(string pattern) =>
    System.IO.Directory.EnumerateDirectories(System.IO.Path.Combine(root, "tests"), pattern).Select(d => System.IO.Path.GetFileName(d)).Order(StringComparer.Ordinal);

void RunTests(IEnumerable<string> assemblies)
{
    InstallPrograms();
    var clock = Stopwatch.StartNew();
    foreach (var assembly in assemblies)
    {
        var result = RunAssembly(assembly, testLimit - clock.Elapsed);
        results.Add(result);
        foreach (var (name, why) in result.Failures) Console.WriteLine($"FAILED  {name}\n{why}\n");
        Console.WriteLine($"{assembly}: {result.Passed} passed, {result.Failed} failed, {result.Skipped} skipped in {result.Time.TotalSeconds:0.0} s");
    }
    foreach (var (name, reason) in results.SelectMany(r => r.Skips)) Console.WriteLine($"SKIPPED {name}: {reason}");
    Console.WriteLine("Slowest tests:");
    foreach (var (name, seconds) in results.SelectMany(r => r.Slow).OrderByDescending(s => s.Seconds).Take(10)) Console.WriteLine($"  {seconds,7:0.00} s  {name}");
    if (results.Any(r => r.Failed > 0)) throw new CakeException("there are failed tests");
}

Result RunAssembly(string assembly, TimeSpan limit)
{
    var dll = System.IO.Path.Combine(root, "tests", assembly, "bin", Configuration, "net10.0", assembly + ".dll");
    var xml = System.IO.Path.Combine(artifacts, "tests", assembly + ".xml");
    var log = System.IO.Path.Combine(artifacts, "logs", assembly + ".log");
    var clock = Stopwatch.StartNew();
    var code = limit <= TimeSpan.Zero ? -1 : Run("dotnet", [dll, "-noColor", "-xml", xml], limit, log);
    var result = System.IO.File.Exists(xml) ? Read(assembly, xml, clock.Elapsed) : new(assembly, 0, 0, 0, clock.Elapsed, [], [], []);
    // A test assembly that crashed, hung or ran nothing has failed, whatever it wrote before.
    if (result.Failed == 0 && (code != 0 || result.Passed + result.Skipped == 0))
    {
        var tail = System.IO.File.Exists(log) ? string.Join('\n', System.IO.File.ReadLines(log).TakeLast(30)) : "there was no time left to start it";
        result.Failures.Add((assembly, code == 0 ? "it holds no tests" : $"the test process ended with code {code}; its last words:\n{tail}"));
        result = result with { Failed = 1 };
    }
    return result;
}

Result Read(string assembly, string xml, TimeSpan time)
{
    var document = XDocument.Load(xml);
    var tests = document.Descendants("test").ToList();
    string Name(XElement t) => (string)t.Attribute("name")!;
    List<XElement> Of(string result) => tests.Where(t => (string?)t.Attribute("result") == result).ToList();
    var failures = Of("Fail").Select(t => (Name(t), $"{(string?)t.Element("failure")?.Element("message")}\n{(string?)t.Element("failure")?.Element("stack-trace")}"))
        // Errors stand outside of tests: a fixture that could not be made or cleaned up.
        .Concat(document.Descendants("error").Select(e => ((string?)e.Attribute("name") ?? (string?)e.Attribute("type") ?? "error", e.Value))).ToList();
    var slow = tests.Select(t => (Name(t), (double?)t.Attribute("time") ?? 0)).OrderByDescending(t => t.Item2).Take(10).ToList();
    var skips = Of("Skip").Concat(Of("NotRun")).Select(t => (Name(t), ((string?)t.Element("reason") ?? "no reason given").Trim())).ToList();
    return new(assembly, Of("Pass").Count, failures.Count, skips.Count, time, skips, failures, slow);
}

// Browser tests need Chromium, tests of the second store need PostgreSQL; where they can't be had those tests are skipped and say so.
void InstallPrograms()
{
    if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !System.IO.File.Exists("/usr/bin/apt-get")) return;
    Install("chromium", there: System.IO.File.Exists("/usr/bin/chromium"));
    var versions = System.IO.Directory.Exists("/usr/lib/postgresql") ? System.IO.Directory.GetDirectories("/usr/lib/postgresql").Select(d => d + "/bin") : [];
    Install("postgresql", there: (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(versions).Any(d => System.IO.File.Exists(System.IO.Path.Combine(d, "initdb"))));
}

void Install(string package, bool there)
{
    if (there) return;
    Console.WriteLine($"Installing {package} for the tests.");
    var log = System.IO.Path.Combine(artifacts, "logs", $"{package}-install.log");
    var code = Run("sh", ["-c", $"DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; apt-get update -q && apt-get install -y -q --no-install-recommends {package}"], TimeSpan.FromMinutes(8), log);
    if (code != 0) Console.WriteLine($"{package} could not be installed (code {code}, see {log}): tests that need it will be skipped.");
}

// Runs a program and returns its exit code; -1 when it had to be ended. With a log its output goes there instead of the console.
int Run(string program, IEnumerable<string> arguments, TimeSpan limit, string? log)
{
    var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = root, RedirectStandardInput = true, RedirectStandardOutput = log is not null, RedirectStandardError = log is not null };
    // Build helpers that outlive the build would keep the output open; hosts started by tests must not touch the user's own data.
    start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
    if (log is not null)
    {
        start.Environment["XDG_DATA_HOME"] = System.IO.Path.Combine(artifacts, "home", "data");
        start.Environment["XDG_CONFIG_HOME"] = System.IO.Path.Combine(artifacts, "home", "config");
        if (System.IO.File.Exists(readyHost)) start.Environment["ARGIX_TEST_HOST"] = readyHost;
    }
    using var process = Process.Start(start)!;
    process.StandardInput.Close();
    using var writer = log is null ? null : new System.IO.StreamWriter(log) { AutoFlush = true };
    if (writer is not null)
    {
        void Heard(object _, DataReceivedEventArgs e) { if (e.Data is not null) lock (writer) writer.WriteLine(e.Data); }
        process.OutputDataReceived += Heard;
        process.ErrorDataReceived += Heard;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
    if (process.WaitForExit(limit)) return process.ExitCode;
    process.Kill(entireProcessTree: true);
    process.WaitForExit(TimeSpan.FromSeconds(10));
    return -1;
}

// ---- run; the totals stand alone on the last line, also when something failed

Setup(_ =>
{
    foreach (var folder in new[] { "tests", "logs" }) System.IO.Directory.CreateDirectory(System.IO.Path.Combine(artifacts, folder));
    foreach (var stale in System.IO.Directory.GetFiles(System.IO.Path.Combine(artifacts, "tests")).Append(totalsFile).Append(codeFile)) System.IO.File.Delete(stale);
});

var exitCode = 0;
try
{
    RunTarget(Argument("target", "Default"));
}
catch (Exception e)
{
    exitCode = 1;
    Console.WriteLine($"FAILED: {e.GetBaseException().Message}");
}
if (results.Count > 0)
{
    var totals = $"{results.Sum(r => r.Passed)} passed, {results.Sum(r => r.Failed)} failed, {results.Sum(r => r.Skipped)} skipped";
    System.IO.File.WriteAllText(totalsFile, totals + "\n");
    System.IO.File.WriteAllText(codeFile, $"{exitCode}\n");
    Console.WriteLine(totals);
}
if (exitCode != 0) Environment.Exit(exitCode);
