using Argix.Accounts;
using Argix.Accounts.SignOn;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings;

/// <summary>Who belongs to the workspace, and invitations into it. Admins change it, after a fresh proof.</summary>
public sealed class MembersModel(AccountService accounts, Invitations invitations, SignOnOffer offer, PublicAddress address, TimeProvider clock) : MemberPage
{
    public IReadOnlyList<MemberInfo> Members { get; private set; } = [];
    public IReadOnlyList<InviteView> Invites { get; private set; } = [];

    /// <summary>The link of a fresh invitation, in this one answer and nowhere else.</summary>
    public string? Link { get; private set; }

    /// <summary>The identity provider's name, when there is one.</summary>
    public string? SignOn => offer.Available ? offer.Name : null;

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostInviteAsync(string? email, string? role, bool bySignOn)
    {
        var me = Admin();
        await TryAsync(async () => Link = address.Link("/join?token=" + await invitations.CreateAsync(me, email, role, bySignOn && offer.Available, Cancel)));
        await LoadAsync();
        return Page();
    }

    public Task<IActionResult> OnPostWithdrawAsync(Guid id) => DoAsync(me => invitations.WithdrawAsync(me, id, Cancel), "The invitation is withdrawn.");

    public Task<IActionResult> OnPostRoleAsync(string? user, string? role) => DoAsync(me => accounts.ChangeRoleAsync(me, user ?? "", role, Cancel), "The role is changed, from the next click on.");

    public Task<IActionResult> OnPostRemoveAsync(string? user) => DoAsync(me => accounts.RemoveAsync(me, user ?? "", Cancel), "They are no member any more. Their sessions and tokens in this workspace have ended.");

    public static string Meaning(string role) => role switch
    {
        Roles.Admin => "Everything, also members, plugins, looser limits and releasing the kill switch.",
        Roles.Trader => "Connect brokers, place orders, press the kill switch, tighten limits.",
        Roles.Viewer => "Look at everything, change nothing.",
        _ => "",
    };

    private Caller Admin()
    {
        var me = Need(Scopes.Admin);
        RequireFreshSignIn(clock);
        return me;
    }

    private async Task<IActionResult> DoAsync(Func<Caller, Task> act, string said)
    {
        var me = Admin();
        if (await TryAsync(() => act(me)))
        {
            Say(said);
            return LocalRedirect("/settings/members");
        }
        await LoadAsync();
        return Page();
    }

    private async Task LoadAsync()
    {
        Members = [.. (await accounts.MembersAsync(Me.WorkspaceId, Cancel)).OrderBy(m => m.Email, StringComparer.OrdinalIgnoreCase)];
        Invites = MayAdmin ? await invitations.ListAsync(Me.WorkspaceId, Cancel) : [];
    }
}
