using System.Text;
using QRCoder;

namespace Argix.Pages.People;

/// <summary>A QR code as one path of an SVG: nothing to load, nothing that a content policy would stop.</summary>
public static class QrSquare
{
    /// <summary>The path's data and the width of the square in modules.</summary>
    public static (string Path, int Size) Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
            for (var x = 0; x < code.ModuleMatrix[y].Count; x++)
                if (code.ModuleMatrix[y][x])
                    path.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
        return (path.ToString(), code.ModuleMatrix.Count);
    }
}
