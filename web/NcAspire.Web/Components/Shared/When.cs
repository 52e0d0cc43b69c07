using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace NcAspire.Web.Components.Shared;

/// <summary>An element that shows itself while its test holds, now and after every change (<see cref="PageState"/>).</summary>
public sealed class When : ComponentBase
{
    [CascadingParameter]
    public required PageState State { get; set; }

    [Parameter]
    [EditorRequired]
    public required string Test { get; set; }

    [Parameter]
    public string Element { get; set; } = "div";

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, Element);
        builder.AddMultipleAttributes(1, Attributes);
        builder.AddAttribute(2, "data-when", Test);
        builder.AddAttribute(3, "hidden", !State.Matches(Test));
        builder.AddContent(4, ChildContent);
        builder.CloseElement();
    }
}
