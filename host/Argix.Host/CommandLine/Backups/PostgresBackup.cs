using System.Data;
using Argix.Audit;
using Argix.Data;
using Argix.Trading.Journal;
using Npgsql;

namespace Argix.CommandLine.Backups;

/// <summary>
/// A backup of an instance in PostgreSQL: every table of both schemas by <c>COPY</c> inside one transaction that sees one moment, also beside a host at work. Own copies
/// rather than pg_dump: it need not be installed, its version need not fit the server's, and a restore can check each file before it touches anything.
/// </summary>
internal static class PostgresBackup
{
    /// <summary>Copies into a folder; gives the files with their hashes, and the migration that they fit.</summary>
    public static (Dictionary<string, string> Files, string Migration) Copy(PostgresAddress address, string work)
    {
        using var connection = address.OpenSession();
        using var moment = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        Dictionary<string, string> files = [];
        foreach (var table in PostgresTable.All(connection))
        {
            var path = Path.Combine(work, table.File);
            using (var copy = connection.BeginRawBinaryCopy($"COPY {table.Sql} ({table.ColumnSql}) TO STDOUT (FORMAT BINARY)"))
            using (var file = File.Create(path))
                copy.CopyTo(file);
            files[table.File] = Backup.HashOf(path);
        }
        return (files, PostgresTable.Migration(connection));
    }

    /// <summary>Reads the journal's chains; a backup of a broken journal would be found out on the day it is needed.</summary>
    public static long Check(IJournalStore journal, Func<string, Anchor?> start) => journal.Workspaces().Sum(w => AnchorChecks.Accept(journal.Verify(w, start: start(w)), w).Checked);
}
