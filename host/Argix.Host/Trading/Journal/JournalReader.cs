using Argix.Data;
using Argix.Errors;

namespace Argix.Trading.Journal;

/// <summary>The journal for reading only, beside whoever writes it: makes nothing, needs no lock.</summary>
public static class JournalReader
{
    public static IJournalStore Open(DataStore store)
    {
        if (store.Postgres is { } postgres)
        {
            return PostgresJournal.ForReading(postgres.NewPool());
        }

        var path = store.Directory.File("journal.db");
        return File.Exists(path) ? SqliteJournal.ForReading(path) : throw new ArgixException("not_found", $"There is no journal at {path} — name the directory with Data:Directory");
    }
}
