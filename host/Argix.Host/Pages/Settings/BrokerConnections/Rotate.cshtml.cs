using Argix.Accounts;
using Argix.Connections;
using Argix.Contracts.Manifest;
using Argix.Pages.Connect;
using Argix.Plugins;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>New credentials for a connection. The old ones stay until the new ones are proven.</summary>
public sealed class RotateModel(ConnectionService connections, BrokerCatalogue catalogue) : ConnectionPage(connections, catalogue)
{
    [BindProperty]
    public bool AcceptWithdrawal { get; set; }

    /// <summary>The method whose fields are stored now.</summary>
    public MethodFact? Method { get; private set; }

    public IReadOnlyDictionary<string, string> Shown { get; private set; } = new Dictionary<string, string>();

    /// <summary>The failed test's lines.</summary>
    public IReadOnlyList<CheckResult> Checks => Failure?.Facts.GetValueOrDefault("checks") as IReadOnlyList<CheckResult> ?? [];

    public Task OnGetAsync() => LoadMethodAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var me = Need(Scopes.Trade);
        await LoadMethodAsync();
        var given = ConnectForm.Credentials(Request.Form);
        Shown = ConnectForm.Harmless(Method, given);
        if (!await TryAsync(() => Service.RotateCredentialsAsync(me.WorkspaceId, Id, given, AcceptWithdrawal, me.Actor, Cancel)))
            return Page();
        Say($"{Connection.Name} uses the new credentials. The old ones are destroyed here; delete them at the broker too.");
        return Redirect(Here);
    }

    private async Task LoadMethodAsync()
    {
        await LoadAsync();
        Method = Broker?.Manifest.Methods.FirstOrDefault(m => m.Kind == "credentials" && Connection.Credentials.All(c => m.Fields.Any(f => f.Name == c.Field)));
    }
}
