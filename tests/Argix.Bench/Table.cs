using System.Text;

namespace Argix.Bench;

/// <summary>What one bench found: rows of figures, and what a reader must know to believe them.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];
    private readonly List<string> _notes = [];

    public void Row(params string[] cells) => _rows.Add(cells);

    public void Note(string note) => _notes.Add(note);

    public string Markdown()
    {
        var text = new StringBuilder().AppendLine($"## {title}").AppendLine();
        text.AppendLine($"| {string.Join(" | ", columns)} |").AppendLine($"|{string.Concat(columns.Select(_ => "---|"))}");
        _rows.ForEach(r => text.AppendLine($"| {string.Join(" | ", r)} |"));
        text.AppendLine();
        _notes.ForEach(n => text.AppendLine($"- {n}"));
        return text.ToString();
    }
}
