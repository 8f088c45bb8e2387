using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Argix.Data.Migrations.Postgres
{
    /// <summary>
    /// A desk takes outbox rows in the order of their ids and none below the last one it took. PostgreSQL gives ids out before the commit, so a row could appear below one
    /// that was taken already, and would never reach the journal. So who adds rows does it one transaction after the other: a statement's trigger runs before its ids are drawn.
    /// (An advisory lock, since two inserts that both hold the table's own weak lock could not both strengthen it.)
    /// Written by hand; the model is that of Initial.
    /// </summary>
    [DbContext(typeof(PostgresDb))]
    [Migration("20261123190000_OutboxOrder")]
    public partial class OutboxOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE FUNCTION argix.outbox_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  PERFORM pg_advisory_xact_lock(TG_RELID::bigint);
                  RETURN NULL;
                END $$;
                CREATE TRIGGER outbox_in_order BEFORE INSERT ON argix."Outbox" FOR EACH STATEMENT EXECUTE FUNCTION argix.outbox_in_order();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""DROP TRIGGER outbox_in_order ON argix."Outbox"; DROP FUNCTION argix.outbox_in_order();""");
        }
    }
}
