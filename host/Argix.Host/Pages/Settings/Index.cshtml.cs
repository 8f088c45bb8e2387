using Argix.Accounts;
using Argix.Connections;

namespace Argix.Pages.Settings;

/// <summary>The way to everything that can be set.</summary>
public sealed class IndexModel(AccountService accounts, ConnectionService connections, ApiTokens tokens) : MemberPage
{
    public string Workspace { get; private set; } = "";

    public int Connected { get; private set; }

    public int Tokens { get; private set; }

    public int Members { get; private set; }

    public async Task OnGetAsync()
    {
        Workspace = await accounts.WorkspaceNameAsync(Me.WorkspaceId, Cancel) ?? "";
        Connected = (await connections.ListAsync(Me.WorkspaceId, Cancel)).Count(c => c.Status != "disconnected");
        Tokens = (await tokens.ListAsync(Me.WorkspaceId, Cancel)).Count(t => t.RevokedAt is null);
        Members = (await accounts.MembersAsync(Me.WorkspaceId, Cancel)).Count;
    }
}
