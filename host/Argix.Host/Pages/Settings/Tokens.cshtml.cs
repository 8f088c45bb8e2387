using Argix.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings;

/// <summary>API tokens: made here, shown once, ended at once.</summary>
public sealed class TokensModel(ApiTokens tokens, AccountService accounts, TimeProvider clock) : MemberPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public List<string> Wanted { get; set; } = [];

    /// <summary>Days until it ends.</summary>
    [BindProperty]
    public int Days { get; set; } = (int)ApiTokens.Lifetime.TotalDays;

    /// <summary>The fresh token: in this one answer and nowhere else.</summary>
    public string? Fresh { get; private set; }

    public IReadOnlyList<ApiTokenInfo> Tokens { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Emails { get; private set; } = new Dictionary<string, string>();

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostCreateAsync()
    {
        // A token never holds more than the role of the one who makes it; the rest is refused, not silently dropped.
        Wanted.ForEach(scope => { if (Scopes.All.Contains(scope)) Need(scope); });
        if (Wanted.Contains(Scopes.Admin))
            RequireFreshSignIn(clock);
        if (await TryAsync(async () => Fresh = (await tokens.CreateAsync(Me.WorkspaceId, Me.UserId, Name ?? "", Wanted, TimeSpan.FromDays(Math.Clamp(Days, 0, 100_000)), Cancel)).Token))
            (Name, Wanted) = (null, []);
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id)
    {
        await LoadAsync();
        // Your own token you may always end; somebody else's is for admins.
        if (Tokens.FirstOrDefault(t => t.Id == id)?.UserId != Me.UserId)
            Need(Scopes.Admin);
        if (!await TryAsync(() => tokens.RevokeAsync(Me.WorkspaceId, id, Cancel)))
            return Page();
        Say("The token has ended. Whatever used it is refused from now on.");
        return Redirect("/settings/tokens");
    }

    public bool IsOver(ApiTokenInfo token) => token.RevokedAt is not null || token.ExpiresAt <= clock.GetUtcNow();

    public bool MayRevoke(ApiTokenInfo token) => token.RevokedAt is null && (token.UserId == Me.UserId || MayAdmin);

    private async Task LoadAsync()
    {
        var all = await tokens.ListAsync(Me.WorkspaceId, Cancel);
        Tokens = [.. all.Where(t => MayAdmin || t.UserId == Me.UserId).OrderBy(IsOver)];
        Emails = (await accounts.MembersAsync(Me.WorkspaceId, Cancel)).ToDictionary(m => m.UserId, m => m.Email);
    }
}
