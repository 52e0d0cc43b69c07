using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class InstanceStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    [Fact]
    public async Task An_added_instance_is_creating_with_its_create_operation_and_audit_row()
    {
        var user = await AddUserAsync();
        var wanted = New(user, "ada");

        var added = Assert.IsType<AddOutcome.Added>(await Instances.AddAsync(wanted, cap: 3, Somebody with { User = user }, Ct));

        var instance = added.Instance.Instance;
        Assert.Equal(wanted.Id, instance.Id);
        Assert.Equal(user, instance.User);
        Assert.Equal(wanted.Slug, instance.Slug);
        Assert.Equal(InstanceStatus.Creating, instance.Status);
        Assert.Equal(DesiredState.Running, instance.Desired);
        Assert.Equal(wanted.ContainerName, instance.ContainerName);
        Assert.Equal(wanted.StateVolume, instance.StateVolume);
        Assert.Equal(WhatsAppState.NotLinked, instance.WhatsApp);
        Assert.Equal(NumberKind.Separate, instance.Number);
        Assert.Null(instance.Failure);
        Assert.Null(instance.ProvisionedAt);
        Assert.Null(added.Instance.Link);
        Assert.Equal(TimeSpan.Zero, instance.CreatedAt.Offset);

        var operation = Assert.IsType<Operation>(added.Instance.Operation);
        Assert.Equal(wanted.Operation, operation.Id);
        Assert.Equal(OperationKind.Create, operation.Kind);
        Assert.Equal(OperationState.Pending, operation.State);
        Assert.Equal("ada", operation.Slug);

        Assert.Equal(added.Instance, await Instances.FindAsync(user, wanted.Slug, Ct));
        Assert.Equal(added.Instance, await Instances.FindAsync(wanted.Id, Ct));
        Assert.Equal(1, await ScalarAsync<int>(
            "select count(*) from audit_log where action = 'instance.create' and user_id = @User and address = '192.0.2.7'",
            new { User = user.Value }));
    }
}
