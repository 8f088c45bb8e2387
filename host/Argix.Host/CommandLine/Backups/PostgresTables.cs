using Argix.Data;
using Argix.Errors;
using Npgsql;

namespace Argix.CommandLine.Backups;

/// <summary>A table and its columns, as the database lists them. Names are quoted once, here.</summary>
internal sealed record PostgresTable(string Schema, string Name, IReadOnlyList<string> Columns)
{
    public string Sql => $"{Schema}.{Quoted(Name)}";

    public string ColumnSql => string.Join(", ", Columns.Select(Quoted));

    /// <summary>Its file in a backup.</summary>
    public string File => $"{Schema}.{Name}.copy";

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The tables of both schemas, those first that others refer to. The list of migrations is not among them: it says what the tables are, and is made by migrating.</summary>
    public static IReadOnlyList<PostgresTable> All(NpgsqlConnection connection)
    {
        var columns = Rows(connection, """
            SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema IN ('argix', 'journal') AND t.table_type = 'BASE TABLE' AND c.table_name <> '__EFMigrationsHistory' ORDER BY 1, 2, c.ordinal_position
            """);
        var refers = Rows(connection, """
            SELECT a.relname, b.relname, '' FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid JOIN pg_namespace n ON n.oid = a.relnamespace
            WHERE k.contype = 'f' AND n.nspname = 'argix' AND a.oid <> b.oid
            """).ToLookup(r => r.A, r => r.B);
        var left = columns.GroupBy(c => (c.A, c.B)).Select(g => new PostgresTable(g.Key.A, g.Key.B, [.. g.Select(c => c.C)])).ToList();
        var ordered = new List<PostgresTable>();
        while (left.Count > 0)
        {
            var next = left.Where(t => !refers[t.Name].Any(other => left.Exists(l => l.Name == other))).ToList();
            if (next.Count == 0)
                throw new ArgixException("internal", "Tables refer to each other in a circle — report this");
            ordered.AddRange(next);
            left.RemoveAll(next.Contains);
        }
        return ordered;
    }

    /// <summary>The newest migration that the database has.</summary>
    public static string Migration(NpgsqlConnection connection) =>
        Rows(connection, $"SELECT \"MigrationId\", '', '' FROM {PostgresDb.Schema}.\"__EFMigrationsHistory\" ORDER BY 1 DESC LIMIT 1").Select(r => r.A).FirstOrDefault()
        ?? throw new ArgixException("validation_failed", "There is nothing in this database yet — start the host once");

    private static List<(string A, string B, string C)> Rows(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<(string, string, string)>();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return rows;
    }
}
