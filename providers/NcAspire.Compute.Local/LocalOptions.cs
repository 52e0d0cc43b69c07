using System.ComponentModel.DataAnnotations;

namespace NcAspire.Compute.Local;

/// <summary>Section <c>Local</c>: where gateways of this machine come from, where they keep their files, and who they belong to.</summary>
public sealed class LocalOptions
{
    public const string Section = "Local";

    /// <summary>Absolute path of the folder that holds machines and volumes. It is made when it is not there.</summary>
    [Required(ErrorMessage = "Local:DataPath must be set to the folder that holds the gateways' files.")]
    public string DataPath { get; set; } = "";

    /// <summary>Absolute path of the Node.js binary.</summary>
    [Required(ErrorMessage = "Local:NodePath must be set to the Node.js binary.")]
    public string NodePath { get; set; } = "";

    /// <summary>Absolute path of the npm package <c>openclaw</c>: the folder with openclaw.mjs.</summary>
    [Required(ErrorMessage = "Local:OpenClawPath must be set to the folder of the npm package openclaw.")]
    public string OpenClawPath { get; set; } = "";

    /// <summary>Absolute path of the WhatsApp plugin: <c>@openclaw/whatsapp</c>, or one that stands in for it.</summary>
    [Required(ErrorMessage = "Local:WhatsAppPluginPath must be set to the folder of the WhatsApp plugin.")]
    public string WhatsAppPluginPath { get; set; } = "";

    /// <summary>The process whose end, however it comes, ends all gateways.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Local:OwnerPid must be set to the pid of the process that the gateways end with.")]
    public int OwnerPid { get; set; }

    /// <summary>
    /// Its start time, since a pid comes back some day: field 22 of <c>/proc/PID/stat</c>, or the text of
    /// <c>ps -o lstart=</c> with single blanks where there is no <c>/proc</c>.
    /// </summary>
    [Required(ErrorMessage = "Local:OwnerStart must be set to the start time of the process Local:OwnerPid.")]
    public string OwnerStart { get; set; } = "";
}
