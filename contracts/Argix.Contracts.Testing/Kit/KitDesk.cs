using System.Buffers.Binary;
using System.Numerics;
using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit;

/// <summary>All that one case has: a fresh venue, a clock that stands, a port, and an adapter that has just been made.</summary>
public sealed partial class KitDesk : IAsyncDisposable
{
    private readonly string _folder;
    private readonly VenueRoom _room;
    private int _ids;
    private Account? _account;

    internal KitDesk(KitSubject subject)
    {
        Subject = subject;
        Script = subject.Script();
        Clock = new FakeTimeProvider();
        _folder = Path.Combine(Path.GetTempPath(), $"argix-kit-{Environment.ProcessId}-{Interlocked.Increment(ref _folders)}");
        var shifted = new ShiftedTime(Clock);
        var book = new ScriptedBook(new VenueLedger(), shifted) { FillDelay = null, Ids = Scope(Manifest.ClientOrderId) };
        _room = new VenueRoom(book, shifted, new Dictionary<string, string>(Script.Credentials), () => Port!.LineFault());
        Script.Enter(_room);
        VenueClock = shifted;
        Port = new KitPort(Manifest, Script, Login(Manifest, Script), Clock, new Dictionary<string, string>(Script.Credentials), _folder);
        Adapter = subject.Plugin().Create(Port);
    }

    private static int _folders;

    internal KitSubject Subject { get; }
    internal BrokerManifest Manifest => Subject.Manifest;
    internal VenueScript Script { get; }
    internal FakeTimeProvider Clock { get; }
    internal ShiftedTime VenueClock { get; }
    internal KitPort Port { get; }
    internal ScriptedBook Book => _room.Book;
    internal IBrokerAdapter Adapter { get; private set; }
    internal Traded Traded => Script.Instruments[0];

    /// <summary>What has been handed out by the adapter, for the secrets to be looked for.</summary>
    internal List<object> Handed { get; } = [];

    internal Dictionary<string, string> Secrets => _room.Secrets;

    internal Rights Rights
    {
        get => _room.Rights;
        set => _room.Rights = value;
    }

    internal IPlaceOrders Orders => Able<IPlaceOrders>();
    internal IFindOrders Look => Able<IFindOrders>();
    internal IReadAccount Books => Able<IReadAccount>();

    internal T Able<T>() where T : class => Adapter.Capability<T>() ?? throw new KitFailure($"the adapter has no {typeof(T).Name}, although its manifest says that it can");

    /// <summary>A new adapter without any memory, on the same login.</summary>
    internal async Task RestartAsync()
    {
        await Adapter.DisposeAsync();
        Adapter = Subject.Plugin().Create(Port);
    }

    /// <summary>The first account that a good probe shows.</summary>
    internal async Task<Account> AccountAsync() => _account ??= (await ProbeAsync()).Accounts is [var first, ..] ? first : throw new KitFailure("the probe shows no account");

    internal Task<LoginReport> ProbeAsync() => RunAsync(ct => Adapter.ProbeAsync(ct), "the probe");

    /// <summary>A client order id in the manifest's form; the same ones in each run.</summary>
    internal string NextId()
    {
        Span<byte> bytes = [0x5e, 0xed, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], checked(++_ids * 7919));
        var id = new Guid(bytes, bigEndian: true);
        return Manifest.ClientOrderId.Form switch
        {
            "hex32" => id.ToString("N"),
            "base62x22" => Digits(new BigInteger(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true), 62, 22),
            "base36x20" => Digits(new BigInteger(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true) % BigInteger.Pow(36, 20), 36, 20),
            _ => id.ToString("D"),
        };
    }

    /// <summary>Login as the host would make it.</summary>
    internal static LoginInfo Login(BrokerManifest manifest, VenueScript script)
    {
        var environment = script.EnvironmentId ?? (manifest.Environments.FirstOrDefault(e => e.Kind is "paper" or "demo") ?? manifest.Environments.FirstOrDefault())?.Id ?? "";
        return new LoginInfo("kit-login", environment, Method(manifest, script)?.Id ?? "", script.Settings);
    }

    internal static MethodFact? Method(BrokerManifest manifest, VenueScript script) => script.MethodId is { } wanted
        ? manifest.Methods.FirstOrDefault(m => m.Id == wanted)
        : manifest.Methods.FirstOrDefault(m => m.Kind == "credentials") ?? manifest.Methods.FirstOrDefault();

    /// <summary>Names of the credential values that no one may ever see.</summary>
    internal IEnumerable<string> SecretNames => Port.Given.Keys.Where(name => name is "access_token" or "refresh_token"
        || Method(Manifest, Script)?.Fields.FirstOrDefault(f => f.Name == name) is { Kind: "secret" or "pem" });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Adapter.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static IdScope Scope(ClientOrderIdFact fact) => fact switch
    {
        { Dedup: "none" } => IdScope.None,
        { Scope: "openOrders" } => IdScope.OpenOrders,
        _ => IdScope.Forever,
    };

    private static string Digits(BigInteger number, int radix, int length)
    {
        const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var text = new char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, radix, out var digit);
            text[i] = Base62[(int)digit];
        }
        return new string(text);
    }
}

/// <summary>Another clock's time, so much ahead.</summary>
internal sealed class ShiftedTime(TimeProvider inner) : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Ahead;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
