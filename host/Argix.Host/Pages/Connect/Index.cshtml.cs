using Argix.Accounts;
using Argix.Connections;
using Argix.Contracts.Manifest;
using Argix.Errors;
using Argix.Pages.Brokers;
using Argix.Plugins;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Connect;

/// <summary>Where the stepper stands.</summary>
public enum ConnectStep { Environment = 1, Credentials, Account }

/// <summary>
/// The connect stepper: environment and access, the manifest's fields, the check list, account and name. Each step is a plain form.
/// Nothing is stored before the test has passed; between the steps the credentials wait in <see cref="ConnectDrafts"/>.
/// </summary>
public sealed class IndexModel(BrokerCatalogue catalogue, ConnectionTester tester, ConnectionService connections, ConnectDrafts drafts, TimeProvider clock) : MemberPage
{
    [BindProperty(SupportsGet = true, Name = "brokerId")]
    public string BrokerId { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "environment")]
    public string? EnvironmentId { get; set; }

    [BindProperty(SupportsGet = true, Name = "method")]
    public string? MethodId { get; set; }

    [BindProperty(SupportsGet = true, Name = "access")]
    public string Access { get; set; } = "trade";

    [BindProperty(SupportsGet = true, Name = "draft")]
    public string? DraftName { get; set; }

    public ConnectStep Step { get; private set; }

    public BrokerEntry Broker { get; private set; } = null!;

    public EnvironmentFact? Environment { get; private set; }

    public MethodFact? Method { get; private set; }

    public ConnectDraft? Draft { get; private set; }

    /// <summary>The draft's ten minutes are over, or the host was started again.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Field values that may be shown again.</summary>
    public IReadOnlyDictionary<string, string> Shown { get; private set; } = new Dictionary<string, string>();

    /// <summary>The last step's own input, kept when it was refused.</summary>
    [BindProperty]
    public CreateInput Input { get; set; } = new();

    public bool IsLive => Environment is not null && Environment.Kind is not ("paper" or "demo");

    public IActionResult OnGet()
    {
        Load();
        if (IsLive && Broker.Connectable)
            RequireFreshSignIn(clock); // before secrets are typed, so that none has to be held or typed twice
        return Broker.Connectable ? Page() : Redirect("/brokers/" + Broker.Id);
    }

    public async Task<IActionResult> OnPostTestAsync()
    {
        Need(Scopes.Trade);
        Load();
        var given = Given();
        Shown = Harmless(given);
        if (!CheckStream.IsWanted(Request))
            return await TryAsync(async () => DraftName = await TestAsync(given, null)) ? Redirect(Here(DraftName!)) : Page();
        // A form that cannot be right is answered by the plain page: the script falls back to it.
        await CheckStream.WriteAsync(HttpContext, Broker, async progress =>
        {
            try
            {
                return Here(await TestAsync(given, progress));
            }
            catch (ArgixException)
            {
                return "";
            }
        });
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostCreateAsync()
    {
        var me = Need(Scopes.Trade);
        Load();
        if (IsLive)
            RequireFreshSignIn(clock); // the form holds no secret: the draft has it
        if (Draft is null || drafts.Credentials(HttpContext, DraftName) is not { } credentials)
            return Page();
        ConnectionView? made = null;
        var worked = await TryAsync(async () =>
        {
            CheckLive();
            var test = new TestRequest(Broker.Id, Draft.MethodId, Draft.EnvironmentId, Input.AccountId, credentials);
            made = await connections.CreateAsync(me.WorkspaceId, new(test, Input.Name ?? "", Draft.Access, Input.AcceptWithdrawal, IsLive), me.Actor, Cancel);
        });
        if (!worked)
            return Page();
        drafts.Forget(DraftName);
        Say($"{made!.Name} is connected. {(made.Access == "trade" ? "You can place orders as soon as its status says so." : "It can be read; orders are off.")}");
        return Redirect("/settings/broker-connections/" + made.Id);
    }

    public bool IsAvailable(MethodFact method, out string? reason) => catalogue.MethodAvailable(Broker, method, out reason);

    public IEnumerable<MethodFact> Methods => Broker.Manifest.Methods;

    /// <summary>The step's address; Back and reload are harmless.</summary>
    public string To(string? environment = null) =>
        QueryString.Create(new Dictionary<string, string?> { ["environment"] = environment, ["method"] = environment is null ? null : MethodId, ["access"] = environment is null ? null : Access }
            .Where(p => p.Value is not null)).ToUriComponent() is { Length: > 0 } query ? $"/connect/{Broker.Id}{query}" : $"/connect/{Broker.Id}";

    private string Here(string draft) => $"/connect/{Broker.Id}?draft={draft}";

    private void Load()
    {
        Broker = catalogue.Require(BrokerId);
        Draft = drafts.Find(HttpContext, DraftName);
        RanOut = Draft is null && DraftName is not null;
        if (Draft is { } draft)
            (EnvironmentId, MethodId, Access, Shown) = (draft.EnvironmentId, draft.MethodId, draft.Access, draft.Shown);
        Access = Access == "read" ? "read" : "trade";
        Environment = Broker.Environment(EnvironmentId ?? "");
        Method = Broker.Method(MethodId ?? "") ?? Broker.Manifest.Methods.Where(m => IsAvailable(m, out _)).OrderBy(m => m.Kind == "oauth").FirstOrDefault();
        MethodId = Method?.Id;
        Step = Draft is { Result.Ok: true } ? ConnectStep.Account : Environment is not null && Method is not null ? ConnectStep.Credentials : ConnectStep.Environment;
        if (HttpMethods.IsGet(Request.Method))
            Input = new() { Name = $"{Broker.Manifest.Name}{(Broker.Manifest.Environments.Count > 1 ? " " + Environment?.Name.ToLowerInvariant() : "")}", AccountId = Draft?.Result.Accounts.FirstOrDefault()?.Id };
    }

    private async Task<string> TestAsync(Dictionary<string, string> given, IProgress<CheckResult>? progress)
    {
        var result = await tester.TestAsync(new(Broker.Id, MethodId ?? "", EnvironmentId ?? "", null, given), progress, Cancel);
        return drafts.Keep(HttpContext, new(Broker.Id, EnvironmentId!, MethodId!, Access, result.Ok ? new Dictionary<string, string>() : Harmless(given), result), given);
    }

    private void CheckLive()
    {
        if (IsLive && !string.Equals(Input.ConfirmLive?.Trim(), "LIVE", StringComparison.Ordinal))
            throw FormRules.Failed("confirmLive", "Type LIVE, in capitals, to confirm that this account trades with real money.");
    }

    private Dictionary<string, string> Given() => ConnectForm.Credentials(Request.Form);

    private Dictionary<string, string> Harmless(Dictionary<string, string> given) => ConnectForm.Harmless(Method, given);

    public sealed class CreateInput
    {
        public string? AccountId { get; set; }
        public string? Name { get; set; }
        public string? ConfirmLive { get; set; }
        public bool AcceptWithdrawal { get; set; }
    }
}
