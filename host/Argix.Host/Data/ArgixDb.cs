using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Argix.Data;

/// <summary>Users, connections and settings. Orders and everything that moved stand in the journal, not here.</summary>
public abstract class ArgixDb(DbContextOptions options) : IdentityDbContext<User>(options)
{
    public DbSet<WorkspaceRow> Workspaces => Set<WorkspaceRow>();
    public DbSet<MemberRow> Members => Set<MemberRow>();
    public DbSet<ApiTokenRow> ApiTokens => Set<ApiTokenRow>();
    public DbSet<LoginRow> Logins => Set<LoginRow>();
    public DbSet<SecretRow> Secrets => Set<SecretRow>();
    public DbSet<ConnectionRow> Connections => Set<ConnectionRow>();
    public DbSet<OAuthFlowRow> OAuthFlows => Set<OAuthFlowRow>();
    public DbSet<LoginTokenRow> LoginTokens => Set<LoginTokenRow>();
    public DbSet<StrategyRow> Strategies => Set<StrategyRow>();
    public DbSet<StrategyVersionRow> StrategyVersions => Set<StrategyVersionRow>();
    public DbSet<BacktestRow> Backtests => Set<BacktestRow>();
    public DbSet<ApprovalRow> Approvals => Set<ApprovalRow>();
    public DbSet<SignalRow> Signals => Set<SignalRow>();
    public DbSet<EvaluationRow> Evaluations => Set<EvaluationRow>();
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    public DbSet<SettingRow> Settings => Set<SettingRow>();
    public DbSet<KeyRow> Keys => Set<KeyRow>();
    public DbSet<SessionRow> Sessions => Set<SessionRow>();
    public DbSet<InviteRow> Invites => Set<InviteRow>();
    public DbSet<ClosureRow> Closures => Set<ClosureRow>();

    /// <summary>Identity reads its schema version from the container; a context made without one (design time, tests) gets the same.</summary>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider is null)
            optionsBuilder.UseApplicationServiceProvider(new ServiceCollection().AddOptions().Configure<IdentityOptions>(PasskeyReady).BuildServiceProvider());
    }

    /// <summary>
    /// Kept as UTC ticks: SQLite can neither sort nor compare <see cref="DateTimeOffset"/>, and PostgreSQL's own type would lose the last digit.
    /// </summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <summary>Schema version 3: passkeys need no later migration.</summary>
    internal static void PasskeyReady(IdentityOptions options) => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<WorkspaceRow>().HasIndex(w => w.Name).IsUnique();
        builder.Entity<MemberRow>().HasKey(m => new { m.WorkspaceId, m.UserId });
        builder.Entity<ApiTokenRow>().HasKey(t => new { t.WorkspaceId, t.Id });
        builder.Entity<ApiTokenRow>().HasIndex(t => t.Hash).IsUnique();
        builder.Entity<LoginRow>().HasKey(l => new { l.WorkspaceId, l.Id });
        builder.Entity<SecretRow>().HasKey(s => new { s.WorkspaceId, s.LoginId, s.Field });
        builder.Entity<OAuthFlowRow>().HasKey(f => f.StateHash);
        builder.Entity<LoginTokenRow>().HasKey(t => new { t.WorkspaceId, t.LoginId });
        builder.Entity<ConnectionRow>().HasKey(c => new { c.WorkspaceId, c.Id });
        builder.Entity<ConnectionRow>().Property(c => c.Intent).HasConversion<string>();
        builder.Entity<StrategyRow>().HasKey(s => new { s.WorkspaceId, s.Id });
        builder.Entity<StrategyVersionRow>().HasKey(v => new { v.WorkspaceId, v.StrategyId, v.Version });
        builder.Entity<BacktestRow>().HasKey(b => new { b.WorkspaceId, b.Id });
        builder.Entity<ApprovalRow>().HasKey(a => new { a.WorkspaceId, a.Id });
        builder.Entity<ApprovalRow>().HasIndex(a => new { a.WorkspaceId, a.Key }).IsUnique();
        builder.Entity<SignalRow>().HasKey(s => new { s.WorkspaceId, s.Id });
        builder.Entity<SignalRow>().HasIndex(s => new { s.StrategyId, s.Signature }).IsUnique();
        builder.Entity<EvaluationRow>().HasKey(e => new { e.WorkspaceId, e.Id });
        builder.Entity<EvaluationRow>().HasIndex(e => new { e.WorkspaceId, e.StrategyId, e.At });
        builder.Entity<EvaluationRow>().HasIndex(e => new { e.WorkspaceId, e.OrderId });
        builder.Entity<OutboxRow>().HasIndex(o => new { o.JournaledAt, o.Id });
        builder.Entity<SettingRow>().HasKey(s => s.Name);
        builder.Entity<SessionRow>().HasIndex(s => s.UserId);
        builder.Entity<InviteRow>().HasKey(i => new { i.WorkspaceId, i.Id });
        builder.Entity<InviteRow>().HasIndex(i => i.Hash).IsUnique();
        builder.Entity<ClosureRow>().HasKey(c => c.Id);
    }
}

/// <summary>SQLite's context. One subclass a provider, so that each has its own migrations.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : ArgixDb(options);

/// <summary>PostgreSQL's context; its tables stand in the schema <c>argix</c>.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ArgixDb(options)
{
    public const string Schema = "argix";

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.HasDefaultSchema(Schema);
        base.OnModelCreating(builder);
    }

    /// <summary>A venue may put a NUL into a name, and PostgreSQL's text cannot hold one.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().HaveConversion<WithoutNul>();
    }

    private sealed class WithoutNul() : ValueConverter<string, string>(text => text.Replace('\0', '\uFFFD'), text => text);
}

/// <summary>A fact of this instance: its id, the hash of the set-up token…</summary>
public sealed class SettingRow
{
    public required string Name { get; set; }
    public required string Value { get; set; }
}

/// <summary>One key of the Data Protection ring: XML, wrapped by the master key.</summary>
public sealed class KeyRow
{
    public int Id { get; set; }
    public required string FriendlyName { get; set; }
    public required string Xml { get; set; }
}
