namespace NcAspire.Cli.Images;

/// <summary>The labels of the images that are made here.</summary>
public static class ImageLabels
{
    /// <summary>A hash of all that the image was made of.</summary>
    public const string Inputs = "ncaspire.inputs";

    /// <summary>On the gateway image: the base image that was asked for.</summary>
    public const string Base = "ncaspire.base";

    /// <summary>On the gateway image, once it was found fit: which contract it fulfils.</summary>
    public const string Preflight = "ncaspire.preflight";

    /// <summary>On the gateway image: the version of OpenClaw.</summary>
    public const string OpenClaw = "ncaspire.openclaw";

    /// <summary>On the gateway image: the folder of the WhatsApp plugin inside.</summary>
    public const string WhatsAppPlugin = "ncaspire.whatsapp-plugin";
}
