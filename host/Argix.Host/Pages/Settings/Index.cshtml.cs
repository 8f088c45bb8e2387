using Argix.Accounts;
using Argix.Connections;
using Argix.Web;

namespace Argix.Pages.Settings;

/// <summary>The way to everything that can be set.</summary>
public sealed class IndexModel(AccountService accounts, ConnectionService connections, ApiTokens tokens, Hygiene hygiene) : MemberPage
{
    public string Workspace { get; private set; } = "";

    public int Connected { get; private set; }

    public int Tokens { get; private set; }

    public int Members { get; private set; }

    /// <summary>Items of the check list that are not well.</summary>
    public int ToDo { get; private set; }

    public async Task OnGetAsync()
    {
        ToDo = (await hygiene.LookAsync(Me, Cancel)).Count(i => i.Status == "warning");
        Workspace = await accounts.WorkspaceNameAsync(Me.WorkspaceId, Cancel) ?? "";
        Connected = (await connections.ListAsync(Me.WorkspaceId, Cancel)).Count(c => c.Status != "disconnected");
        Tokens = (await tokens.ListAsync(Me.WorkspaceId, Cancel)).Count(t => t.RevokedAt is null);
        Members = (await accounts.MembersAsync(Me.WorkspaceId, Cancel)).Count;
    }
}
