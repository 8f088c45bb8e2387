using Argix.Accounts;

namespace Argix.Pages.Settings;

/// <summary>Who belongs to the workspace. Read-only for now; the command line adds people.</summary>
public sealed class MembersModel(AccountService accounts) : MemberPage
{
    public IReadOnlyList<MemberInfo> Members { get; private set; } = [];

    public async Task OnGetAsync() => Members = [.. (await accounts.MembersAsync(Me.WorkspaceId, Cancel)).OrderBy(m => m.Email, StringComparer.OrdinalIgnoreCase)];

    public static string Meaning(string role) => role switch
    {
        Roles.Admin => "Everything, also members, plugins, looser limits and releasing the kill switch.",
        Roles.Trader => "Connect brokers, place orders, press the kill switch, tighten limits.",
        Roles.Viewer => "Look at everything, change nothing.",
        _ => "",
    };
}
