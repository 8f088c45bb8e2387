using Argix.Web;

namespace Argix.Pages.Settings;

/// <summary>What a safe installation has and this one does not.</summary>
public sealed class HygieneModel(Hygiene hygiene) : MemberPage
{
    public IReadOnlyList<HygieneItem> Items { get; private set; } = [];

    public async Task OnGetAsync() => Items = await hygiene.LookAsync(Me, Cancel);
}
